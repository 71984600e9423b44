"""All endpoints of this WeCom in one table."""

from siyu.sandbox import (
    appmessages,
    contacts,
    directory,
    groups,
    login,
    mass,
    media,
    tags,
    tokens,
    ways,
    welcome,
)
from siyu.sandbox.endpoint import Endpoint

ENDPOINTS: dict[str, Endpoint] = {
    endpoint.path: endpoint
    for part in (
        tokens,
        directory,
        login,
        contacts,
        tags,
        ways,
        welcome,
        mass,
        groups,
        media,
        appmessages,
    )
    for endpoint in part.ENDPOINTS
}
