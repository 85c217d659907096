from __future__ import annotations

import inspect
import shutil
from pathlib import Path

import boto3
import botocore
import botocore.session
import pytest
from botocore.loaders import Loader

from docker.trim_botocore import services_of, trim
from handlers.runtime import clients

CLIENTS = inspect.getsource(clients)


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the SDKs, as the image has it."""
    folder = tmp_path_factory.mktemp("task")
    for package in (boto3, botocore):
        installed = Path(inspect.getfile(package)).parent
        for part in ("data", "examples"):
            if (installed / part).is_dir():
                shutil.copytree(installed / part, folder / installed.name / part)
    trim(folder, services_of(CLIENTS))
    return folder / "botocore" / "data"


def test_the_services_are_those_that_clients_are_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given what each client's function really makes
    made = set()
    real = boto3.client

    def client(service: str, **options: object) -> object:
        made.add(service)
        return real(service, region_name="eu-west-1", **options)  # type: ignore[call-overload]  # a name out of many

    monkeypatch.setattr(boto3, "client", client)
    for make in vars(clients).values():
        if hasattr(make, "__wrapped__"):
            make.__wrapped__()

    # Then the image's build reads the same off the source
    assert made
    assert services_of(CLIENTS) == made


def test_each_client_is_made_of_what_is_kept(trimmed: Path) -> None:
    # Given a session that has the kept data only, and one that has all
    kept, everything = botocore.session.get_session(), botocore.session.get_session()
    kept.register_component("data_loader", Loader([str(trimmed)], include_default_search_paths=False))

    for service in services_of(CLIENTS):
        # When each makes a client
        made, model = (
            session.create_client(
                service, region_name="eu-west-1", aws_access_key_id="none", aws_secret_access_key="none"
            ).meta
            for session in (kept, everything)
        )

        # Then both are the same
        assert made.endpoint_url == model.endpoint_url
        assert made.service_model.api_version == model.service_model.api_version
        assert made.method_to_api_mapping == model.method_to_api_mapping


def test_nothing_else_is_kept(trimmed: Path) -> None:
    kept = {path.name for path in trimmed.iterdir() if path.is_dir()}

    assert kept == services_of(CLIENTS)
    assert [*trimmed.rglob("examples-*")] == []
    assert all(len([*(trimmed / service).iterdir()]) == 1 for service in kept)
    assert not (trimmed.parents[1] / "boto3" / "data").exists()


def test_what_is_no_services_is_kept(trimmed: Path) -> None:
    everything = Path(inspect.getfile(botocore)).parent / "data"

    assert {path.name for path in trimmed.iterdir() if path.is_file()} == {
        path.name for path in everything.iterdir() if path.is_file()
    }


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("x = 1", "no client is made there"),
        ("boto3.client(name)", "line 1 makes a client of a service that it doesn't name"),
    ],
)
def test_clients_that_can_not_be_read_off_fail_the_build(source: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        services_of(source)


def test_a_service_that_botocore_does_not_know_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "botocore" / "data" / "dynamodb").mkdir(parents=True)

    with pytest.raises(ValueError, match=r"botocore knows no dynamo$"):
        trim(tmp_path, {"dynamodb", "dynamo"})
