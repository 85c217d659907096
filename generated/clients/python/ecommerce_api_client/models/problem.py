# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.fault import Fault
    from ..models.shortage import Shortage


T = TypeVar("T", bound="Problem")


@_attrs_define
class Problem:
    """An error (RFC 9457)."""

    type_: str
    """ A URI reference that identifies the problem and leads to its documentation. """
    title: str
    """ A short summary, the same for every problem of this type. """
    status: int
    """ The HTTP status. """
    detail: str
    """ An explanation of this occurrence. """
    instance: str
    """ The request's path. """
    request_id: str
    """ The id of the request, as in `X-Request-Id`. """
    errors: list[Fault] | Unset = UNSET
    """ Every error found in the request. """
    order_id: str | Unset = UNSET
    """ An order's id, a ULID. """
    challenge: str | Unset = UNSET
    """ The challenge of a login that requires a second factor. """
    shortages: list[Shortage] | Unset = UNSET
    """ Every product with too little stock. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title = self.title

        status = self.status

        detail = self.detail

        instance = self.instance

        request_id = self.request_id

        errors: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = []
            for errors_item_data in self.errors:
                errors_item = errors_item_data.to_dict()
                errors.append(errors_item)

        order_id = self.order_id

        challenge = self.challenge

        shortages: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.shortages, Unset):
            shortages = []
            for shortages_item_data in self.shortages:
                shortages_item = shortages_item_data.to_dict()
                shortages.append(shortages_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "title": title,
                "status": status,
                "detail": detail,
                "instance": instance,
                "requestId": request_id,
            }
        )
        if errors is not UNSET:
            field_dict["errors"] = errors
        if order_id is not UNSET:
            field_dict["orderId"] = order_id
        if challenge is not UNSET:
            field_dict["challenge"] = challenge
        if shortages is not UNSET:
            field_dict["shortages"] = shortages

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.fault import Fault  # noqa: PLC0415
        from ..models.shortage import Shortage  # noqa: PLC0415

        d = dict(src_dict)
        type_ = d.pop("type")

        title = d.pop("title")

        status = d.pop("status")

        detail = d.pop("detail")

        instance = d.pop("instance")

        request_id = d.pop("requestId")

        _errors = d.pop("errors", UNSET)
        errors: list[Fault] | Unset = UNSET
        if _errors is not UNSET:
            errors = []
            for errors_item_data in _errors:
                errors_item = Fault.from_dict(errors_item_data)

                errors.append(errors_item)

        order_id = d.pop("orderId", UNSET)

        challenge = d.pop("challenge", UNSET)

        _shortages = d.pop("shortages", UNSET)
        shortages: list[Shortage] | Unset = UNSET
        if _shortages is not UNSET:
            shortages = []
            for shortages_item_data in _shortages:
                shortages_item = Shortage.from_dict(shortages_item_data)

                shortages.append(shortages_item)

        problem = cls(
            type_=type_,
            title=title,
            status=status,
            detail=detail,
            instance=instance,
            request_id=request_id,
            errors=errors,
            order_id=order_id,
            challenge=challenge,
            shortages=shortages,
        )

        problem.additional_properties = d
        return problem

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
