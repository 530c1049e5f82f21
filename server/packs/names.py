"""What categories and severities are called when people read them."""

CATEGORY_NAMES = {
    "sympathy": ("Sympathy", "Feels for them from outside instead of standing with them."),
    "hollow-apology": ("Hollow apology", "Says sorry without saying for what, or what happens now."),
    "formulaic": ("Formula", "Could be sent to anyone, so it sounds as if nobody read the message."),
    "dismissive": ("Dismissive", "Makes their problem or their feeling smaller."),
    "blame": ("Blame", "Tells them it is their doing."),
    "deflection": ("Deflection", "Hands the problem back, or on to somebody else."),
    "command": ("Command", "Orders them about."),
}
SEVERITY_NAMES = {"high": "Change it", "medium": "Better said otherwise", "hint": "A thought"}
