"""Send a rising load to a shop and write its figures: ``bin/shop load``, behind ``make load``.

As with ``bin/shop stage-test``, the journal ``reports/load-<run>.jsonl`` lists what the run creates, which is purged at
the end, and every account has an address of SES's mailbox simulator.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from random import Random

import click

from local.config import LOOPBACK
from ops.cli import ENVIRONMENT, REPORTS, CannotRun, StageType, WrongInput, exit_on_sigterm
from ops.journal import Journal, Run, journals_option, run_option
from ops.load import schedule
from ops.load.connections import Connections
from ops.load.report import DOCS, Results, step_table, write
from ops.load.shoppers import MIX, Shoppers, create_shoppers
from ops.purge import PRODUCTION
from ops.servers import servers_at, servers_of
from ops.stage import enter_stage
from ops.stage_test import purge_at_end

_MOST_PER_SECOND = 10_000
_LONGEST_SECONDS = 3600
# So that two runs have the same schedule.
_SEED = 17


@click.command()
@click.option("--stage", default=ENVIRONMENT, envvar="STAGE", help="A deployed stage; default: the shop of `make run`.")
@click.option("--base-url", default="", envvar="BASE_URL", help="The storefront, for a stage with a domain.")
@click.option("--rates", default="2,5,10,20", envvar="RATES", show_default=True, help="Requests a second, in order.")
@click.option("--duration", default="15", envvar="DURATION", show_default=True, help="Seconds at each rate.")
@click.option(
    "--mix", default="", envvar="MIX", help="Weights: getProduct=40,createOrder=10; default: all operations'."
)
@click.option("--folder", type=click.Path(path_type=Path), help="Of the page; default: docs/, for a stage reports/.")
@run_option
@journals_option
def load(
    *, stage: str, base_url: str, rates: str, duration: str, mix: str, folder: Path | None, run: str, journals: Path
) -> None:
    """Send a rising load to a shop, write its figures to load.md and load.svg, then purge.

    The environment variables STAGE, BASE_URL, RATES, DURATION and MIX set the options of these names.
    """
    exit_on_sigterm()
    steps, weights = schedule.ramp(parse_rates(rates), parse_duration(duration)), parse_mix(mix)
    if not all(step.requests for step in steps):
        raise WrongInput(f"DURATION must be longer: {duration} seconds of RATES {rates} have no request.")
    stage = parse_stage(stage)
    journal = Journal.of_run(Run("load", run), journals)
    enter_stage(stage)
    storefront = _storefront(stage, base_url)
    with purge_at_end(stage, journal):
        arrivals = schedule.arrivals(steps, weights, Random(_SEED))  # noqa: S311  # not a secret
        click.echo(f"{storefront}: {len(arrivals):,} requests in {steps[-1].end:g} seconds ...")
        shoppers = create_shoppers(storefront, journal)
        results = Results(stage, steps, weights, asyncio.run(_send(storefront, shoppers, arrivals)))
        target = folder or (DOCS if stage == ENVIRONMENT else REPORTS)
        write(results, target)
        click.echo("\n".join([*step_table(results), f"See {target / 'load.md'}."]))
    if all(outcome.error for outcome in results.outcomes):
        raise CannotRun("no request succeeded.")


async def _send(storefront: str, shoppers: Shoppers, arrivals: list[schedule.Arrival]) -> list[schedule.Outcome]:
    async with Connections.to(storefront) as connections:
        send = partial(shoppers.send, connections)
        # Once before it counts, because the first request of each operation imports its function.
        for operation in {arrival.operation for arrival in arrivals}:
            await send(operation)
        return await schedule.run(arrivals, send)


def parse_stage(stage: str) -> str:
    """Return the name of a stage that may get load.

    Raises
    ------
    WrongInput
        If it is none, or production.
    """
    try:
        name = StageType().convert(stage, None, None)
    except click.BadParameter as error:
        raise WrongInput(f"STAGE: {error.message}") from error
    if name == PRODUCTION:
        raise WrongInput("Production gets no test load: use a stage of its own, such as STAGE=dev.")
    return name


def parse_rates(text: str) -> list[float]:
    """Return rates, such as ``5,10,20``.

    Raises
    ------
    WrongInput
        If one of them is no rate.
    """
    try:
        rates = [float(rate) for rate in text.split(",")]
    except ValueError:
        rates = []
    if not rates or not all(0 < rate <= _MOST_PER_SECOND for rate in rates):
        raise WrongInput(f"RATES must be requests a second, above 0 and at most 10,000, such as 5,10,20, not {text!r}.")
    return rates


def parse_duration(text: str) -> float:
    """Return a number of seconds.

    Raises
    ------
    WrongInput
        If it is none, or too many.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= _LONGEST_SECONDS:
        raise WrongInput(f"DURATION must be seconds, above 0 and at most 3,600, such as 15, not {text!r}.")
    return seconds


def parse_mix(text: str) -> dict[str, int]:
    """Return the weights of operations, such as ``getProduct=40,createOrder=10``; of an empty text the default.

    Raises
    ------
    WrongInput
        If an operation has no weight, or isn't one of the load test.
    """
    pairs = [part.partition("=") for part in text.split(",")] if text else []
    if not all(name in MIX and weight.isdecimal() and int(weight) for name, _, weight in pairs):
        raise WrongInput(
            f"MIX must be weights above 0 such as getProduct=40,createOrder=10, of {', '.join(MIX)}, not {text!r}."
        )
    return {name: int(weight) for name, _, weight in pairs} or dict(MIX)


def _storefront(stage: str, base_url: str) -> str:
    if stage != ENVIRONMENT:
        return (servers_at(base_url) if base_url else servers_of(stage)).storefront
    storefront = servers_of(stage).storefront
    if base_url and servers_at(base_url).storefront.replace("//localhost:", f"//{LOOPBACK}:") != storefront:
        raise WrongInput(
            f"BASE_URL {base_url} isn't the shop of `make run` ({storefront}), and what a load test creates elsewhere "
            "could not be deleted: name its stage, too, with STAGE=dev."
        )
    return storefront
