"""DescribeAlarms in the query protocol that Terraform uses, where the embedded AWS omits most fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from botocore.loaders import Loader
from botocore.model import ListShape, ServiceModel, StructureShape

from local.aws.clients import client

if TYPE_CHECKING:
    from botocore.model import Shape

_OPERATION = "DescribeAlarms"
_NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/"


def described_alarms(aws_url: str, form: Mapping[str, str]) -> bytes:
    """Return the response to a form-encoded DescribeAlarms, with every field."""
    parameters: dict[str, Any] = {
        name: [form[key] for key in sorted(form) if key.startswith(f"{name}.member.")]
        for name in ("AlarmNames", "AlarmTypes")
    }
    parameters |= {name: form[name] for name in ("AlarmNamePrefix", "StateValue", "NextToken") if name in form}
    if "MaxRecords" in form:
        parameters["MaxRecords"] = int(form["MaxRecords"])
    response = client("cloudwatch", aws_url).describe_alarms(
        **{name: value for name, value in parameters.items() if value}
    )
    for alarm in response["MetricAlarms"]:
        if not alarm.get("MetricName"):
            # An alarm of several metrics: the embedded AWS doesn't store them and invents these.
            alarm.pop("Period", None)
            alarm.pop("Statistic", None)
    return _written(response)


def _written(response: Mapping[str, Any]) -> bytes:
    answer = ET.Element(f"{_OPERATION}Response", xmlns=_NAMESPACE)
    shape = _service().operation_model(_OPERATION).output_shape
    _write(ET.SubElement(answer, f"{_OPERATION}Result"), shape, response)
    metadata = ET.SubElement(answer, "ResponseMetadata")
    ET.SubElement(metadata, "RequestId").text = response["ResponseMetadata"].get("RequestId", "")
    return ET.tostring(answer)


def _write(element: ET.Element, shape: Shape | None, value: Any) -> None:
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            if name in value:
                _write(ET.SubElement(element, name), member, value[name])
    elif isinstance(shape, ListShape):
        for each in value:
            _write(ET.SubElement(element, "member"), shape.member, each)
    else:
        element.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else str(value)


@cache
def _service() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("cloudwatch", "service-2"))
