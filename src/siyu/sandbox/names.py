"""Words for an invented brand and invented people; nobody real."""

from random import Random

BRAND = "山茶小铺"
REGIONS = (
    ("华东", ("杭州湖滨店", "苏州平江店")),
    ("华南", ("广州天河店", "深圳南山店")),
    ("英国", ("London 伦敦店", "Bristol 布里斯托店")),
)

SURNAMES = (
    "赵zhao 钱qian 孙sun 李li 周zhou 吴wu 郑zheng 王wang 冯feng 陈chen 褚chu 卫wei "
    "蒋jiang 沈shen 韩han 杨yang 朱zhu 秦qin 尤you 许xu 何he 吕lv 施shi 张zhang 孔kong "
    "曹cao 严yan 华hua 金jin 魏wei 陶tao 姜jiang"
)
GIVEN = (
    "晓雯xiaowen 子涵zihan 雨桐yutong 思远siyuan 佳怡jiayi 浩然haoran 欣妍xinyan "
    "文博wenbo 静怡jingyi 俊杰junjie 梦琪mengqi 志远zhiyuan 若曦ruoxi 明轩mingxuan "
    "诗涵shihan 嘉豪jiahao 婉清wanqing 一鸣yiming 可欣kexin 天佑tianyou 语宁yuning "
    "书瑶shuyao 启航qihang 安然anran 知夏zhixia 景行jingxing"
)
"""Names with their pinyin, as a corp makes userids."""

LIKES = (
    "爱喝茶的",
    "晒太阳的",
    "早睡的",
    "迷路的",
    "会做饭的",
    "攒钱中的",
    "追剧的",
    "爱跑步的",
    "听雨的",
    "不吃香菜的",
    "等下班的",
    "养花的",
    "爱拍照的",
    "慢半拍的",
    "爱笑的",
    "看海的",
)
THINGS = (
    "小鹿",
    "橘猫",
    "柚子",
    "云朵",
    "豆包",
    "西瓜",
    "松鼠",
    "布丁",
    "企鹅",
    "土豆",
    "星星",
    "栗子",
    "海盐",
    "奶盖",
    "山雀",
    "薄荷",
    "南瓜",
    "可颂",
)
TAIL = ("", "", "", "～", "🍃", "🌙", "2号", "呀", "🍋")

QUESTIONS = (
    "你好，店里几点关门？",
    "新品什么时候到呀",
    "上次买的茶很好喝！",
    "有优惠券吗",
    "可以送到家吗",
    "周末有活动吗？",
    "我想预约一下",
    "会员积分怎么查",
    "这款还有货吗",
    "谢谢～",
)
REPLIES = (
    "您好，今晚十点前都在的～",
    "我帮您看一下，稍等",
    "有的，给您留一份？",
    "可以送，三公里内免运费",
    "周六有品茶会，欢迎来",
    "已经帮您登记好啦",
)

TAG_GROUPS = (
    ("客户等级", ("新客", "熟客", "会员", "高价值")),
    ("偏好", ("绿茶", "红茶", "乌龙", "花果茶", "茶器")),
    ("来源", ("门店", "朋友推荐", "线上活动", "包裹卡")),
    ("意向", ("已购", "有意向", "再看看")),
)


def nickname(random: Random) -> str:
    """An invented WeChat nickname, such as 爱喝茶的小鹿."""
    return random.choice(LIKES) + random.choice(THINGS) + random.choice(TAIL)
