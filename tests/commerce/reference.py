"""Orders as a plain dictionary keeps them: the same rules in the shortest form that can be read."""

from dataclasses import dataclass, field
from typing import Any

Line = tuple[str, int, int]


@dataclass
class Reference:
    """Orders by number: buyer and lines; refunds by number and entry."""

    buyers: dict[str, str] = field(default_factory=dict)
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)
    refunds: dict[tuple[str, str], tuple[str, str, int, int]] = field(default_factory=dict)

    def order(self, rows: list[dict[str, Any]]) -> list[str]:
        """Take a batch of order rows; what becomes of each."""
        buyer = {row["number"]: row["buyer"] for row in reversed(rows)}
        bought = {
            row["number"]
            for row in rows
            if row["quantity"] and row["buyer"] == buyer[row["number"]]
        }
        for number in bought:
            self.buyers.setdefault(number, buyer[number])
        return [self._line(row, buyer[row["number"]], row["number"] in bought) for row in rows]

    def _line(self, row: dict[str, Any], first_buyer: str, is_bought: bool) -> str:
        number, key = row["number"], (row["number"], row["line"])
        if row["buyer"] != first_buyer:
            return "BuyerDiffers"
        if number not in self.buyers:
            return "OrderUnknown"
        if is_bought and self.buyers[number] != row["buyer"]:
            return "BuyerDiffers"
        wanted = (row["sku"], row["quantity"], row["amount"]) if row["quantity"] else None
        if self.lines.get(key) == wanted:
            return "merged"
        pieces, money = self.returned(number, row["line"])
        if (wanted[1] if wanted else 0) < pieces or (wanted[2] if wanted else 0) < money:
            return "RefundStands"
        if wanted is None:
            del self.lines[key]
        else:
            self.lines[key] = wanted
        return "taken"

    def refund(self, rows: list[dict[str, Any]]) -> list[str]:
        """Take a batch of refund rows; what becomes of each."""
        return [self._entry(row) for row in rows]

    def _entry(self, row: dict[str, Any]) -> str:
        number, key = row["order"], (row["number"], row["entry"])
        if number not in self.buyers:
            return "OrderUnknown"
        told = (number, row["line"], row["quantity"], row["amount"])
        if key in self.refunds:
            return "merged" if self.refunds[key] == told else "RefundDiffers"
        if not row["quantity"] and not row["amount"]:
            return "RefundEmpty"
        if (number, row["line"]) not in self.lines:
            return "LineUnknown"
        pieces, money = self.returned(number, row["line"])
        _, quantity, amount = self.lines[number, row["line"]]
        if row["quantity"] > quantity - pieces or row["amount"] > amount - money:
            return "RefundTooLarge"
        self.refunds[key] = told
        return "taken"

    def returned(self, number: str, line: str) -> tuple[int, int]:
        """Pieces and money that went back of a line."""
        mine = [one for one in self.refunds.values() if one[:2] == (number, line)]
        return sum(one[2] for one in mine), sum(one[3] for one in mine)
