"""Departments and staff, as far as the app sees them."""

from siyu.channels.wecom.connector import Connector
from siyu.channels.wecom.shapes import Department, StaffMember


class Directory:
    """The corp's tree. Newer apps are shown ids but not every name."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def department_ids(self) -> tuple[Department, ...]:
        """Every visible department, without names (95350)."""
        answer = self._connector.read("department/simplelist")
        listed = answer.get("department_id") or ()
        return tuple(Department.model_validate(one) for one in listed)

    def departments(self) -> tuple[Department, ...]:
        """Every visible department, with names where WeCom shows them (90208)."""
        answer = self._connector.read("department/list")
        return tuple(Department.model_validate(one) for one in answer.get("department") or ())

    def department(self, department_id: int) -> Department:
        """One department (95351)."""
        answer = self._connector.read("department/get", id=department_id)
        return Department.model_validate(answer["department"])

    def staff(self, department_id: int) -> tuple[StaffMember, ...]:
        """The staff of a department itself, in detail (90201)."""
        return self._staff("user/list", department_id)

    def staff_names(self, department_id: int) -> tuple[StaffMember, ...]:
        """The staff of a department itself, names only (90200)."""
        return self._staff("user/simplelist", department_id)

    def member(self, userid: str) -> StaffMember:
        """One member of staff, in detail (90196)."""
        return StaffMember.model_validate(self._connector.read("user/get", userid=userid))

    def _staff(self, path: str, department_id: int) -> tuple[StaffMember, ...]:
        answer = self._connector.read(path, department_id=department_id)
        return tuple(StaffMember.model_validate(one) for one in answer.get("userlist") or ())
