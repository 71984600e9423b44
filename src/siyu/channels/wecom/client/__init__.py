"""A typed WeCom, one noun a module, over one connector. What sends stands apart, in `sending`."""

from functools import cached_property

from siyu.channels.wecom.client.contact_ways import ContactWays
from siyu.channels.wecom.client.customers import Customers
from siyu.channels.wecom.client.directory import Directory
from siyu.channels.wecom.client.groups import Groups
from siyu.channels.wecom.client.media import MediaFiles
from siyu.channels.wecom.client.pages import Pages
from siyu.channels.wecom.client.tags import Tags
from siyu.channels.wecom.connector import Connector


class Client:
    """What one app may ask of WeCom."""

    def __init__(self, connector: Connector) -> None:
        self.connector = connector

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.connector)

    @cached_property
    def customers(self) -> Customers:
        return Customers(self.connector)

    @cached_property
    def tags(self) -> Tags:
        return Tags(self.connector)

    @cached_property
    def contact_ways(self) -> ContactWays:
        return ContactWays(self.connector)

    @cached_property
    def groups(self) -> Groups:
        return Groups(self.connector)

    @cached_property
    def media(self) -> MediaFiles:
        return MediaFiles(self.connector)

    @cached_property
    def pages(self) -> Pages:
        return Pages(self.connector)
