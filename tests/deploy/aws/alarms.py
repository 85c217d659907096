"""DescribeAlarms in the protocol that Terraform speaks: there the embedded AWS leaves out most of what it knows."""

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
    """Return the answer to DescribeAlarms, asked as a form, with every field."""
    asked: dict[str, Any] = {
        name: [form[key] for key in sorted(form) if key.startswith(f"{name}.member.")]
        for name in ("AlarmNames", "AlarmTypes")
    }
    asked |= {name: form[name] for name in ("AlarmNamePrefix", "StateValue", "NextToken") if name in form}
    if "MaxRecords" in form:
        asked["MaxRecords"] = int(form["MaxRecords"])
    told = client("cloudwatch", aws_url).describe_alarms(**{name: value for name, value in asked.items() if value})
    for alarm in told["MetricAlarms"]:
        if not alarm.get("MetricName"):
            # An alarm of several metrics, which the embedded AWS forgets, and makes these up.
            alarm.pop("Period", None)
            alarm.pop("Statistic", None)
    return _written(told)


def _written(told: Mapping[str, Any]) -> bytes:
    answer = ET.Element(f"{_OPERATION}Response", xmlns=_NAMESPACE)
    shape = _service().operation_model(_OPERATION).output_shape
    _write(ET.SubElement(answer, f"{_OPERATION}Result"), shape, told)
    said = ET.SubElement(answer, "ResponseMetadata")
    ET.SubElement(said, "RequestId").text = told["ResponseMetadata"].get("RequestId", "")
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
