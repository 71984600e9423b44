"""Our pages inside WeCom: who opened them (91023), what they may do (90506), whence WeCom calls."""

from siyu.channels.wecom import protocol
from siyu.channels.wecom.connector import Connector
from siyu.channels.wecom.shapes import Shape, SignedIn, StaffDetail


class PageSignature(Shape):
    """What `wx.config` or `wx.agentConfig` of one page is given."""

    corp_id: str
    agent_id: int
    timestamp: int
    nonce: str
    signature: str


class Pages:
    """Sign-in by OAuth2 and the JS-SDK's signatures."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def who(self, code: str) -> SignedIn:
        """Who came back with `code`, which is good for five minutes and once."""
        answer = self._connector.read_once("auth/getuserinfo", code=code)
        return SignedIn.model_validate(answer)

    def detail(self, user_ticket: str) -> StaffDetail:
        """What a member of staff agreed to show (95833)."""
        answer = self._connector.ask("auth/getuserdetail", {"user_ticket": user_ticket})
        return StaffDetail.model_validate(answer)

    def corp_ticket(self) -> str:
        """The ticket of `wx.config`; 400 an hour for the corp, so it is kept."""
        return self._connector.ticket("corp_ticket", "get_jsapi_ticket")

    def app_ticket(self) -> str:
        """The ticket of `wx.agentConfig`; 100 an hour for the app, so it is kept."""
        return self._connector.ticket("app_ticket", "ticket/get", type="agent_config")

    def corp_signature(self, url: str, *, nonce: str, timestamp: int) -> PageSignature:
        """For `wx.config` of the page at `url`."""
        return self._signed(self.corp_ticket(), url, nonce, timestamp)

    def app_signature(self, url: str, *, nonce: str, timestamp: int) -> PageSignature:
        """For `wx.agentConfig` of the page at `url`."""
        return self._signed(self.app_ticket(), url, nonce, timestamp)

    def callback_addresses(self) -> tuple[str, ...]:
        """The addresses WeCom calls back from; ranges among them."""
        return tuple(self._connector.read("getcallbackip").get("ip_list") or ())

    def api_addresses(self) -> tuple[str, ...]:
        """The addresses WeCom answers calls at."""
        return tuple(self._connector.read("get_api_domain_ip").get("ip_list") or ())

    def _signed(self, ticket: str, url: str, nonce: str, timestamp: int) -> PageSignature:
        who = self._connector.credentials
        return PageSignature(
            corp_id=who.corp_id,
            agent_id=who.agent_id,
            timestamp=timestamp,
            nonce=nonce,
            signature=protocol.js_signature(ticket, nonce, timestamp, url),
        )
