"""The verbs that support replies are made of: enough to tell a clause from a phrase, and an order from a statement."""

from server.language.words import forms

VERBS = frozenset(
    "be have do go say get make know think take see come give find tell feel leave put mean keep let begin show hear run hold bring"
    " write sit stand lose pay meet set read send fall cut understand buy speak spend choose break catch forget fill drive hit cost"
    " miss hurt cancel stop drop ship plan refer occur submit permit forward reset regret admit commit chat log tap"
    " ask call check try use need want work look help contact wait open close click press turn switch restart reboot update upgrade"
    " install remove delete add change confirm reply respond answer attach upload download enter type select fix solve resolve sort"
    " refund replace return deliver arrive receive order charge bill book reserve schedule move arrange offer accept refuse deny"
    " decline approve reject review process handle follow apply complete finish start continue happen appear seem remain stay belong"
    " depend include require expect allow provide supply share explain describe mention note state claim believe hope like love hate"
    " care worry apologise apologize thank appreciate visit register sign verify prove clear clean bake pack load unload park wash"
    " measure cover guarantee own owe decide agree disagree insist report record scan track post print copy save store search match"
    " fail blister tend rise drain expire lapse end last show point lie rest ride leak smell die grow ask tip bear chase ring rang"
    " escalate raise investigate adapt settle notify inform bring fetch collect pick wear touch avoid ensure remember"
    " consider discuss talk listen drip air vary differ matter count earn win lift unlock lock block block ban limit restrict"
    " suit fit bill quote value price issue serve carry transfer debit credit deduct withdraw deposit redeem activate"
    " disable enable sync connect disconnect crash freeze hang stick swap test inspect repair service maintain supply"
    " hand seek pass fax mail email text dispatch unplug plug peel wipe sand drain water prune trim bend twist slide lift"
    " pull push rinse charge wash dry screw unscrew tick untick select scroll swipe dial type rename export import download"
    " land sail fly board delay lead cause result affect bother annoy upset please enjoy regret refrain familiarise familiarize".split()
)
"""Base forms."""

FINITE = frozenset(
    form for verb in VERBS for form in forms(verb) if not form.endswith("ing") and form not in ("been", "done", "gone")
)
"""All forms that can be the verb of a clause."""

AUXILIARIES = frozenset(
    "am is are was were be has have had do does did can could will would may might must shall should cannot isn aren wasn weren hasn"
    " haven hadn don doesn didn won wouldn couldn shouldn ain s m re ve ll d gotta".split()
)
"""Auxiliary verbs and what stays of them when a contraction is split at its apostrophe."""
