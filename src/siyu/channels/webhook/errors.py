"""Why a receiver is not taken."""

from siyu.kit.errors import Invalid


class BadUrl(Invalid):
    """A receiver's address is a whole https:// URL, without a user name or password in it.

    接收地址须为完整的 https:// 网址，且不含用户名和密码。
    """


class InsideAddress(Invalid):
    """{host} leads into this installation's own network ({address}); allow it by SIYU_WEBHOOK_NETWORKS if it is yours.

    {host} 指向本系统的内部网络（{address}）；如确为贵方接收端，请用 SIYU_WEBHOOK_NETWORKS 放行。
    """  # noqa: E501
