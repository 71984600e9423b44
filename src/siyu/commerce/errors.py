"""What can go wrong with goods, orders and refunds; most are the reasons of refused rows."""

from siyu.kit.errors import Conflict, Invalid, Refused


class BuyerMissing(Invalid):
    """Order {number} names no buyer; give a mall id, a member number, a unionid or a phone.

    订单 {number} 没有买家；请提供商城 ID、会员号、unionid 或手机号。
    """


class BuyerDiffers(Conflict):
    """Order {number} belongs to another buyer; an order does not change hands.

    订单 {number} 属于另一位买家；订单不能换人。
    """


class PlacedAtMissing(Invalid):
    """Order {number} is new and does not say when it was placed.

    订单 {number} 是新订单，但没有下单时间。
    """


class AmountMissing(Invalid):
    """Line {line} of order {number} has neither an amount nor a price.

    订单 {number} 的明细 {line} 没有金额，也没有单价。
    """


class OrderUnknown(Invalid):
    """There is no order {number} of {source} here; bring the order first.

    这里没有来源 {source} 的订单 {number}；请先导入订单。
    """


class LineUnknown(Invalid):
    """Order {number} has no line {line}.

    订单 {number} 没有明细 {line}。
    """


class RefundTooLarge(Conflict):
    """Line {line} of order {number} has {quantity} pieces and {amount} left; this is more.

    订单 {number} 的明细 {line} 只剩 {quantity} 件、{amount} 可退；超出了。
    """


class RefundEmpty(Invalid):
    """Refund {number} gives back neither pieces nor money.

    退款 {number} 没有件数，也没有金额。
    """


class RefundDiffers(Conflict):
    """Refund {number} ({entry}) is on record with other values; a refund is never changed.

    退款 {number}（{entry}）已记录且内容不同；退款记录不能修改。
    """


class RefundStands(Conflict):
    """Line {line} of order {number} was refunded in part; it cannot become less than that.

    订单 {number} 的明细 {line} 已有退款，不能改得比已退的更少。
    """


class NoCustomer(Invalid):
    """The row names no customer.

    这一行没有客户编号。
    """


class PriceNotPositive(Invalid):
    """The price is {price}; a sale needs one above zero.

    单价是 {price}；销售行的单价须大于零。
    """


class QuantityNotPositive(Invalid):
    """The quantity is {quantity} and the row is no cancellation.

    数量是 {quantity}，而这一行不是取消单。
    """


class NoEarlierSale(Invalid):
    """Nothing this customer bought before has {quantity} of {sku} left to give back.

    这位客户之前买的商品里，没有可退的 {quantity} 件 {sku}。
    """


class CurrencyDiffers(Conflict):
    """What comes in is in {theirs} and the brand's currency is {ours}; found a brand in {theirs}.

    传入数据的货币是 {theirs}，品牌的货币是 {ours}；请创建货币为 {theirs} 的品牌。
    """


class SignatureWrong(Refused):
    """The signature does not fit; check the secret that this mall signs with.

    签名不符；请检查商城签名使用的密钥。
    """


class MallSecretUnusable(Invalid):
    """This secret cannot sign; a WeChat-shop-like mall signs by `whsec_` followed by Base64.

    这个密钥无法用来签名；类微信小店须用 `whsec_` 开头、后接 Base64 的密钥。
    """


class PayloadUnreadable(Invalid):
    """{place}: {reason}

    {place}：{reason}
    """
