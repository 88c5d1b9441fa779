"""The words that turn a finding: negation, doubt, history, family, condition, not done, others.

The idea of triggers with a direction, a scope that ends at termination words, and pseudo-triggers
that look like triggers is NegEx's (Chapman et al. 2001, doi:10.1006/jbin.2001.1029) and ConText's
(Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002). The lists and the scope rules are our own.
"""

from __future__ import annotations

import re
from enum import StrEnum

from aneatlas.extraction.numbers import WORD_NUMBER


class Cue(StrEnum):
    """What a trigger says about the words in its scope."""

    NEGATED = "negated"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    NOT_DONE = "not done"
    RESOLVED = "resolved"
    LITERATURE = "literature"


class Reach(StrEnum):
    """Where the scope of a trigger lies."""

    AFTER = "after"
    BEFORE = "before"
    BOTH = "both"


_BE = r"(?:is|was|were|are|be|been|being|remained|has been|have been|had been)"
_SEEN = (
    r"(?:seen|found|detected|detectable|identified|noted|noticed|observed|present|evident|demonstrated|visuali[sz]ed|"
    r"proved|proven|verified|substantiated|appreciated|recorded|elicited|elicitable|documented|isolated|revealed|shown|confirmed|palpable|apparent)"
)
_DONE = (
    r"(?:performed|done|available|obtained|tested|checked|measured|assessed|examined|carried out|undertaken|feasible|"
    r"possible|investigated|sampled|collected|drawn|withdrawn|taken(?! (?:into|up|to|for|seriously|off|out)\b)|analy[sz]ed|sequenced|studied|screened|evaluated|conducted|attempted|determined|assessable|repeated|sent(?! for (?:cultur|PCR|vir|cytol))|requested)"
)
_KIN = (
    r"(?:grand)?(?:mother|father|parents?)|sisters?|brothers?|siblings?|cousins?|uncles?|aunts?|nieces?|nephews?|"
    r"relatives?|family members?|half-?(?:brother|sister)s?|grand(?:child(?:ren)?|sons?|daughters?)|(?:school|class|play|room)-?mates?|neighbou?rs?"
)
_TELLS = (
    r"(?:reported|reports|noticed|noted|states?|stated|said|says|told|brought|described|found|observed|saw|"
    r"gave|consented|agreed|signed|took|took|called|witnessed|recalled|complained|could|tried|failed|was unable|were unable)"
)

#: Looks like a trigger and is none.
PSEUDO = (
    r"tests?(?: \w+)? for(?=[^.;]{1,60}\b(?:was|were|being|is|came back|proved|turned out|returned|remained) (?:positive|negative)\b)",
    r"(?:to|with|without|of) (?:no |any |little )?(?:avail|effect|benefit|success|improvement|response)\b",
    r"(?:as|which|that|what) (?:is|are|was) (?:\w+ly )?(?:typical|characteristic|pathognomonic|specific|diagnostic|suggestive|known|seen|described|found)",
    rf"(?:(?:\d+|{WORD_NUMBER}|several|few)(?: to | or |-|–)?(?:\d+|{WORD_NUMBER})?[- ](?:days?|hours?|weeks?|d|h)['’]?|short|brief|acute|sudden|recent)[ -](?:\w+ )?history (?:of|with)(?! (?:travel|contact))",
    rf"history of (?:\d+|{WORD_NUMBER}|several|a few)[- ](?:days?|hours?|d|h)\b(?: of)?",
    r"(?:presented|admitted|brought|came|seen|taken|referred|transferred|attended|arrived|hospitali[sz]ed)(?: in| here)?(?: (?:to|at|by) [\w ]{3,40})? (?:with|after|following) (?:a |the )?(?:\w+ )?history of",
    r"no (?:significant |interval |definite |further |appreciable |suspicious |acute )*(?:change|increase|improvement)s?\b",
    r"(?:was|were|is|are) not (?:\w+ly )?(?:limited|confined|restricted) to\b", r"not (?:extend|cause|drain|necessarily|only|merely|just|solely|simply|until|limited to|confined to|restricted to|certain (?:if|whether)|known whether)\b", r"no sooner", r"(?:no|not an?)(?: \w+){0,3} (?:passed|went by) without",
    r"(?:without|never)(?: (?:ever|fully|completely|quite|really))* (?:waking|woke|awak\w+|awoke|emerg\w+|coming out|came out|recover(?:y|ing|ed)|roused)(?: up)? (?:from|of|out of)",
    r"(?:did|could|would|does) not (?:fully |completely |quite )?(?:awaken|awake|wake(?: up)?|emerge|recover|arouse|come out|come round) (?:from|of)",
    r"(?:unlike|in contrast (?:to|with)|contrary to|as opposed to|different(?:ly)? from)(?: in)? (?:most|many|other|the|published|reported|previous|earlier|adults?|children|p(?:a)?ediatric)[^,;.()]{0,70}(?=,)",
    r"(?:[,(] ?|\b(?:but|though|although|albeit) )(?:(?:it|which|that) )?(?:(?:was|were|had been) )?(?:not|never) (?:objectively |accurately |formally |further )?(?:documented|measured|recorded|quantified|taken|verified|objectified|charted)(?= ?(?:[,.;)]|$| (?:at home|by|with (?:a )?thermometer)))",
    r"(?:which|that)? ?(?:(?:was|were|had|have) )?not (?:been )?(?:previously |yet |earlier )*(?:present|seen|visible|evident|noted|found|detected|apparent|there) (?:before|previously|earlier|initially|(?:on|in|at) (?:the |his |her )?(?:first|initial|previous|earlier|prior|former|preceding|admission|baseline))\b",
    r"(?:did|does|do|could|would|was|were) (?:not|no longer) (?:be )?(?:respond(?:ed|ing)?|stop(?:ped)?|cease|abate|subside|remit|resolve|improve|settle|yield|react|controlled|terminated|aborted|broken|suppressed|relieved|influenced|lowered|brought down|brought under control|amenable)\b(?! to (?:verbal|voice|pain|stimul|call|command|name|speech|light))",
    r"not (?:respond(?:ing)?|responsive|controlled|relieved|improving|subsiding|amenable|settling)(?: (?:to|by|with|on))? (?:anti\w*|para\w+|acetaminophen|ibuprofen|drugs?|medic\w+|treatment|therapy|benzo\w+|\w+azepam|\w+azolam|pheny\w+|\w+pyretics?|\w+cetam)", r"(?:with )?no (?:response|reaction|effect|improvement) (?:to|of|on|after|from)(?! (?:pain|voice|verbal|stimul|call|light))",
    r"(?:cultures?|PCR|serolog\w+|tests?|testing|panel|assay|swabs?|smears?)(?: results?)? (?:suggest(?:ed|s)|indicat(?:ed|es))(?! (?:that|a|an|the)\b)",
    r"gram[- ]negative", r"(?:without|no) (?:difficulty|doubt|delay|hesitation)", r"with (?:or|and) without",
    r"(?:nos?|nr)\. ?(?=\d)", r"no less than", r"no (?:more|fewer|later|earlier) than", r"false[- ]negative",
    r"previously (?:healthy|well|fit|normal)", r"history (?:and|&) physical", r"(?:medical|clinical|present) history,? and",
    r"history of (?:the )?present(?:ing)? (?:illness|complaint)", r"if not", r"as if", r"may \d{1,2}(?!\d)", r"in may\b",
    rf"(?:brought|accompanied|found|carried|told|reported|noticed|noted|witnessed|given|taken)(?: to [\w ]{{3,30}})? by (?:his|her|the|their)? ?(?:{_KIN})",
    rf"according to (?:his|her|the|their)? ?(?:{_KIN})",
    rf"(?:(?:his|her|the|their|a|an) )?(?:{_KIN}) (?:who )?(?:had |have |has |also )?{_TELLS}",
    rf"(?:(?:his|her|the|their|both) )?(?:{_KIN}) (?:also |both |all )?(?=(?:den(?:y|ied|ies)|refused|declined|withheld) \w)",
    rf"(?:(?:his|her|the|their|both) )?(?:{_KIN}) (?=(?:had|have|did|would) not (?:noticed?|observed?|see|seen|noted?|report|reported|consent to|agree to|allow|permit|want|wish(?: for)?|describe|described|witness|witnessed|recall|recalled) \w)",
    rf"(?:{_KIN})(?:'s?|’s?) (?:consent|permission|arms?|account|report)",
    r"(?:(?:highly |strongly )?suggest(?:ive of|ing|ed|s)|suspected|suspicion of|likely|probable|possible|features of) (?:the |a )?(?:diagnosis of )?(?:COVID-19-associated |influenza-associated )?(?:ANEC?\b|acute (?:h(?:a)?emorrhagic )?necroti[sz]ing \w+(?: of childhood)?(?: \(ANEC?\))?)",
    r"(?:cases?|patients?|child|children|boys?|girls?|siblings|brothers|sisters|twins|infants?|man|woman|adults?)(?: [\w,()-]+){0,8}? (?:is|are) (?:here |hereby |now |herein )?(?:reported|described|presented|discussed)\b",
    r"without (?:any )?(?:relevant |significant |known |notable )*(?:previous|prior|past)(?: medical| personal| relevant| significant| known)* (?:history|illness(?:es)?|diseases?|conditions?|problems?)\b(?= (?:was|is|were|presented|came|who|developed|fell|became)\b|,? (?:was|presented|came|developed)\b)",
    r"(?:do|does|did|is|was|are|were) not (?:know|known|clear|think)", r"not (?:un(?:common|usual|likely))", r"nothing (?:but|except)", r"whether or not",
    r"no (?:prior|previous|past) (?:medical )?(?:history|illness(?:es)?)\b(?! of)",
)  # fmt: skip

#: (what, where, patterns); the first pattern that fits at a place wins, so the longer ones stand first.
RULES: tuple[tuple[Cue, Reach, tuple[str, ...]], ...] = (
    (Cue.HYPOTHETICAL, Reach.BEFORE, (r"(?:was|were|is|are) not (?:mentioned|stated|specified|commented (?:up)?on)",)),
    (Cue.NEGATED, Reach.BEFORE, (r"(?:was|were|did|had|is|are) not(?= ?(?:[.;)]|$))",)),
    (Cue.LITERATURE, Reach.BOTH, (
        r"(?:of|in) (?:ANEC?|the disease|this (?:disease|disorder|condition|syndrome|entity)|acute necroti[sz]ing \w+(?: \(ANEC?\))?) (?:usually |typically |mostly |also )?(?:comprises?|includes?|consists?|ranges?|var(?:y|ies))\b", r"(?:(?<=ANE )|(?<=ANEC )|(?<=disease )|(?<=disorder )|(?<=encephalopathy ))(?:comprises?|includes?|consists? of|ranges? from|varies)\b", r"(?:predicts?|portends?|correlates?|predisposes?|(?:goes|go) along with)\b",
    )),
    (Cue.LITERATURE, Reach.BOTH, (r"(?:may|can) (?:also |often |sometimes )*(?:be (?:seen|found|encountered|absent|normal)|occur)\b",)),
    (Cue.NOT_DONE, Reach.BEFORE, (
        r"(?:(?:is|was|were) (?:not|never)|(?:has|have|had) (?:not|never) been) (?:given|administered|started|initiated|used|commenced)(?= ?,)",
    )),
    (Cue.NOT_DONE, Reach.BOTH, (
        r"(?:(?:is|was|were|has been|have been|had been) (?:not|never)|(?:has|have|had) (?:not|never) been) (?:given|administered|started|initiated|used|required|needed|necessary|commenced|performed on)",
    )),
    (Cue.NOT_DONE, Reach.BEFORE, (
        r"(?:was|were|is|being) (?:\w+ )?(?:judged|deemed|considered|felt|thought|held) (?:to be )?(?:too )?(?:dangerous|risky|unsafe|hazardous|contraindicated|inadvisable|unfeasible|impossible)", r"(?:was|were) (?:not|never) (?:safe|feasible|advisable)", r"(?:was|were) (?:too )?(?:dangerous|risky|unsafe|hazardous|impossible)",
        rf"(?:{_BE} |could |can |had |did )?(?:not|never)(?: yet)?(?: be| been)? {_DONE}\b(?! positive)(?! for \w+ and)",
        rf"(?:could not|couldn'?t|cannot|can ?not) be {_DONE}", rf"{_BE} (?:withheld|avoided|omitted|contra-?indicated|unavailable|(?:refused|declined)(?! (?:at first|initially|to begin with|until)\b)|abandoned|cancell?ed|called off|for(?:e)?gone|dispensed with|precluded|prohibited|forborne|rejected|skipped|waived|not consented to|(?:deferred|postponed|delayed)(?! (?:un)?till?\b| at first\b| initially\b| by \w+ (?:hour|day)| for \w+ (?:hour|day)| to (?:the|day)\b))", r"(?:had|has) to be (?:withheld|avoided|omitted|abandoned|cancell?ed|for(?:e)?gone|(?:deferred|postponed|delayed)(?! (?:un)?till?\b| at first\b| initially\b| by \w+ (?:hour|day)| for \w+ (?:hour|day)| to (?:the|day)\b))",
        r"unavailable", r"not available", r"(?:[:;-]|\() ?(?:not (?:done|available|tested|performed|assessed|reported)|n/?a|nd)\b",
    )),
    (Cue.NOT_DONE, Reach.AFTER, (
        r"(?:did|does|do|has|have|had|was|were) not (?:undergo|undergone|perform|performed|receive|received|given|administered|treated with|obtain|carry out|measure|measured|consent to|agree to|allow|permit)", r"(?:would|could) not (?:consent to|agree to|allow|permit)",
        r"(?:refrain(?:ed|ing)?|abstain(?:ed|ing)?|desist(?:ed|ing)?) from", r"dispens(?:ed|ing) with(?= (?:an?|the|any|lumbar|CSF|further|spinal)\b)", r"decided (?:against|not to (?:perform|do|carry out|undertake|attempt|obtain|sample|give|start))", r"(?:preclud(?:ed|es|ing)|prohibit(?:ed|s|ing)|forbade|forbid(?:s|ding)?|contra-?indicat(?:ed|ing)|(?:argued|spoke|militated|advised) against|ruled out(?= (?:an?|the|any) (?:lumbar|spinal)))(?! by)", r"(?:made|makes|making|rendered|rendering)(?= (?:an? |the |any )?(?:[\w-]+ ){1,3}?(?:impossible|unsafe|inadvisable|hazardous|unfeasible|too (?:risky|dangerous|hazardous)))",
        r"(?:refused|declined(?= (?:to|an?|any|the|further|treatment|hospital|genetic|lumbar|autopsy|post-?mortem|CSF|testing|molecular))|withheld)", r"without (?:performing|undergoing|receiving)",
    )),
    (Cue.UNCERTAIN, Reach.BEFORE, (
        r"(?:could|can|may|might)(?: ?not|n'?t) (?:be )?(?:completely |entirely |definitively |fully )?(?:excluded|ruled out)",
        rf"(?:{_BE} )?(?:not|never) (?:be |been )?(?:completely |entirely )?(?:excluded|ruled out)",
        rf"{_BE} (?:only |initially |highly |strongly |first |also )?(?:suspected|possible|probable|questionable|equivocal|considered(?! (?:to be |to have been |as )?(?:the |a |its |their |his |her )?(?:\w+ ){{0,2}}?(?:causes?|causative|causal|triggers?|triggering|agents?|culprits?|pathogens?|responsible|origin)\b)|thought of(?! as)|feared|presumed|doubtful|unclear|uncertain|inconclusive)",
        r"unclear", r"equivocal", r"inconclusive", r"indeterminate", r"\(\?\)",
    )),
    (Cue.UNCERTAIN, Reach.AFTER, (
        r"(?:cannot|can ?not|could not|couldn'?t) (?:be )?(?:completely )?(?:exclude|rule out|ruled out)", r"(?:to )?rule[- ]?out", r"r/o",
        r"to exclude", r"not certain", r"(?:with )?(?:a |the |high |strong )?suspicion (?:of|for)", r"suspected", r"suspicious (?:of|for)",
        r"possib(?:le|ly|ility of)", r"probab(?:le|ly)", r"presum(?:ed|ably|ptive)", r"questionable", r"question of",
        r"concerns? (?:for|of|about)", r"concerned (?:for|about)", r"(?:may|might) (?:be|have|represent|reflect|indicate|suggest)", r"could (?:have|represent|reflect|indicate|suggest)", r"could be(?! (?!caus|relat|explain|attribut|consider|associat|link|exclud|rul|trigger|induc|mediat|involv|confus|mistak|mis|interpret|regard|suspect|presum)\w+(?:ed|wn|en|und|ught|ade|out)\b)",
        r"suggest(?:ive of|ing|ed|s)", r"likely", r"thought to (?:be|have)", r"differential diagnos[ie]s", r"\?(?= ?\w)", r"versus",
    )),
    (Cue.UNCERTAIN, Reach.BEFORE, (
        r"(?:enters?|entered|comes?|came|fall(?:s)?|fell|belongs?|belonged|figures?|figured|features?|featured|rank(?:s|ed)?) (?:\w+ )?(?:in|into|to|on|among|under|within|for) (?:the |a |our |his |her )?(?:list of )?(?:\w+ )?(?:differentials?\b|differential diagnos[ie]s|diagnostic alternatives|mimics)",
        r"(?:(?:is|are|was|were|were also|has to be|have to be|had to be|must be|should be|needs? to be|may be|can be|could be|might be) )?(?:\w+ly )?(?:included|listed|named|considered|contemplated|weighed|entertained|discussed|debated|thought of|mentioned|kept in mind|borne in mind|taken into (?:account|consideration)|discounted|differentiated|distinguished|delimited|told apart)(?: as (?:a |possible |alternative )*(?:differentials?|diagnos[ie]s|alternatives?|possibilit\w+|mimics?|explanations?|causes?))?(?: (?:in|among|from|within|on) (?:the |a |our |this )?(?:differentials?\b|differential diagnos[ie]s|list|alternatives|mimics|possibilit\w+))",
        r"(?:(?:is|are|was|were) )?(?:important |main |possible |principal |the |a |among the |among |in the |part of the )*(?:differential diagnos[ie]s|differentials|diagnostic alternatives|alternative diagnos[ie]s|mimics)\b(?! (?:of|includ|compris|was|were|is|are))",
        r"(?:has|have|had|need|needs|must|should) (?:to )?be (?:distinguished|differentiated|delimited|separated|told apart|excluded|ruled out|considered|thought of)",
        r"(?:resembles?|can look (?:alike|the same|similar)|may look (?:alike|the same|similar)|mimics?|(?:may|can|could) mimic|share these (?:signs|images|features|findings)|(?:may|can) (?:cause|give|produce) (?:similar|the same|such|like))",
    )),
    (Cue.UNCERTAIN, Reach.AFTER, (
        r"(?:distinguish(?:ed)?|differentiat(?:ed?|ion|ing)|to be (?:separated|delimited)) (?:\w+ )?(?:from|between)", r"(?:mimics|alternatives?|differentials?)(?: diagnos[ie]s)?(?: \w+){0,3}? (?:are|were|is|was|include[ds]?|comprise[ds]?)", r"(?:mimick(?:ed|ing)|resembl(?:ed|es|ing)|reminiscent of|imitating|simulating|as seen in|as (?:is )?known (?:from|in|of)|such as in|akin to|(?:similar|identical|analogous) to (?:that|those|what|the \w+) (?:of|in|seen in|known from|found in))",
    )),
    (Cue.NEGATED, Reach.BEFORE, (
        rf"(?:has|have|had) (?:not|never) been (?:clearly |clinically |previously |ever )?{_SEEN}", r"(?:was|were|is) (?:not|never) (?:a |the |part of the |among the )(?:feature|features|symptoms?|problem|complaints?|signs?)", r"play(?:ed|s) no (?:part|role)",
        r"(?<=\s)[–—-] ?(?:all |both |also )*(?:negative|not detected)\b", r"[:=] ?(?:all |both )?(?:negative|not detected|not found|undetect(?:ed|able)|non-?reactive)\b(?! (?:for|predictive|pressure))",
        rf"(?:{_BE} )?(?:not|never)(?: been| be)? (?:clearly |clinically |further |otherwise |any longer )?{_SEEN}",
        rf"(?:could|can)(?: ?not|n'?t) be {_SEEN}",
        rf"(?:{_BE} |tested |came back |returned |turned out |proved )(?:all |both |also |completely |repeatedly |initially |therefore |thus )*(?:absent|negative|denied|excluded|ruled out|undetectable|sterile|lacking|free)\b(?! for| of)",
        r"tested negative(?! for)", r"(?:did not|didn'?t|never|does not) (?:occur|recur|develop|appear|grow|reappear)", r"unlikely",
        r"[:=] ?(?:negative|none|no|absent|nil|neg)\b(?= ?(?:[.,;)]|$))", r"\((?:negative|-|–|−|absent|no)\)", r"(?<=\w[- ])(?:negative|free)\b(?! for| of)", r"\babsent\b(?= ?(?:[.,;:)]|$|(?:and|or|but|in|on|at|during|throughout|from|until|too|as|when|after|before|again)\b))",
        r"negative results?",
    )),
    (Cue.RESOLVED, Reach.BEFORE, (
        r"(?:has |have |had |was |were |is |being )?(?:completely |fully |gradually |rapidly |spontaneously |now )?(?:resolved|subsided|disappeared|ceased|abated)",
    )),
    (Cue.RESOLVED, Reach.AFTER, (r"resolution of", r"resolved", r"disappearance of", r"no longer (?:had|has|have|having|experiencing|febrile)?", r"cessation of")),
    (Cue.NEGATED, Reach.AFTER, (
        r"(?:nobody|no[ -]one|none of (?:the |his |her |its |them|those)(?:\w+ )?)(?: in the \w+| at home| present| ever| else| of \w+)* ?(?:had |has |could |would )?(?:ever )?(?:noticed|notice|saw|see|seen|observed|observe|witnessed|witness|recalled|reported|noted|remembered|mentioned|described|detected|found)(?: any(?:thing like)?)?",
        r"nothing (?:\w+ )?(?:to )?(?:indicat\w+|suggest\w*(?: of)?|point\w* (?:to|towards?)|resembl\w+|like|hint\w*(?: at)?|in favou?r of|sp(?:oke|eaks|eaking) for|support\w*)",
        r"(?:with )?no (?:other |further |definite |obvious |clear |convincing |radiological |radiographic |clinical |laboratory |apparent |gross |new |more |acute |overt |known )*(?:evidence|signs?|symptoms?|findings?|indications?|suggestion|suspicion|history|complaints?|features?|episodes?|hints?)(?: and symptoms| or symptoms)?(?: of| for| suggesting| suggestive of| consistent with| to suggest)",
        r"(?:(?:is|was|were|are|be|been|tested|returned|came back|turned out|proved|remained)(?: all| both| also| repeatedly| consistently| otherwise)? )?negative (?:for|of)", r"-ve for", r"neg for",
        r"(?:fail(?:s|ed|ing|ure) to|(?:did|does|do|has|have|had|could|would|was|were|is|are)(?: ?not|n'?t)(?: been)?) (?:show|reveal|demonstrate|disclose|have|had|having|exhibit|develop|detect|find|identify|display|present with|experience|report|complain of|describe|feel|appear|need|require|indicate|yield|include|suffer)(?:ed|d|s|ing)?",
        r"(?:absence|lack|free|devoid|exclusion) of", r"lack(?:s|ed|ing)", r"without(?: any)?(?: evidence| signs?| history| symptoms?| indication| complaints?)?(?: of| for)?", r"w/o",
        r"den(?:y|ies|ied|ying)", r"neither", r"nor", r"none of", r"none(?= (?:was|were|had|has|have|died|showed|developed|received|required|needed|suffered|recovered|survived|presented|experienced|underwent))", r"nobody", r"no one", r"(?:rules?|ruled|ruling) out(?: for)?", r"exclud(?:ed|es|ing)", r"never",
        r"unremarkable for", r"absent", r"cannot", r"(?:is|was|were|are|has|have|had|do|does|did|would|will|should)n'?t", r"(?:did|does|do|is|was|were|are|has|have|had|will|would|could|should|can) not",
        r"nonspecific for", r"declined(?= (?:to|an?|any|the|further|treatment|hospital))", r"non-(?=\w)", r"not", r"no(?=[ -]\w)", r"nil", r"normal without",
    )),
    (Cue.FAMILY, Reach.AFTER, (
        r"family (?:medical )?history(?: (?:of|was|is|for|positive|revealed|included))*", r"familial", r"(?:maternal|paternal)(?= (?!fever))",
        rf"(?:his|her|the|their|whose|a|an|one|two|three|both|elder|older|younger|another|patient's|patient’s|affected|deceased)(?: (?:elder|older|younger|twin|affected|maternal|paternal|full|healthy|deceased|\d+-year-old))* (?:{_KIN})(?! of (?:the|this|a|our) (?:patient|child|proband|boy|girl))",
        rf"(?<!unrelated )(?<!healthy )(?<!consanguineous )(?:{_KIN}) (?:had|has|have|was|were|is|are|also|died|who)",
    )),
    (Cue.FAMILY, Reach.BEFORE, (
        r"of (?:his|her|the|a|an|one) (?:(?:older|younger|elder|twin|half) )?(?:brother|sister|sibling|cousin|father|uncle|aunt)(?:s)?\b(?! (?:of|pair))",
        rf"in (?:his|her|the|their|a|an|one|two) (?:(?:patient's|patient’s|older|younger|elder|maternal|paternal) )?(?:{_KIN}|family)",)),
    (Cue.LITERATURE, Reach.BOTH, (
        r"(?:is|are) (?:also )?(?:an?|the|among the|one of the) (?:\w+ ){0,3}?(?:features?|signs?|findings?|manifestations?|side[- ]effects?|complications?|criteri(?:on|a)|predictors?|factors?|markers?)\b(?! (?:of|in|for) (?:our|this|the (?:present|patient|case))| here)",
        r"(?:is|are) (?:\w+ )?(?:elevated|raised|low|normal|high|present|absent|increased|decreased) in (?:ANEC?\b|this (?:disease|disorder|condition)|the disease|most|many|all (?:cases|patients)|(?:acute necroti|patients with|children with))",
        r"(?:has|have|had) (?:also |previously |rarely |only |frequently |been )*(?:been )?(?:reported|described|documented|published|observed|suggested|shown|associated|correlated|linked|proposed)(?: (?:previously|before))?(?= (?:in|by|to|as|with|among|after|following|previously|that|between))",
        r"(?:in|among|of) (?:the )?(?:previous(?:ly)?|prior|other|earlier|past|published|reported|most|many|some|all|adult|p(?:a)?ediatric)(?: (?:reported|published|described|p(?:a)?ediatric|adult|similar|ane|anec))* (?:cases|patients|reports|studies|series|children(?! of (?:his|her|the same) age)|adults|literature)",
        r"(?:is|are) (?:also )?(?:an?|the|among the|one of the) (?:\w+ly )?(?:well-)?(?:known|common|commonest|frequent|usual|recogni[sz]ed|established|rare|uncommon|leading|main|important|potential|most \w+)(?: \w+){0,2}? (?:triggers?|causes?|pathogens?|agents?|precipitants?)\b(?! (?:of|in|for) (?:our|this|the (?:present|patient|case))| here)",
        r"(?:every|any|each|anyone|anybody|whoever)(?: (?:\w+ ){0,2}?(?:patient|child|infant|adult|person|individual))? (?:who|that|in whom) (?:presents?|has|develops?|falls?|shows?|suffers?|becomes?|is|comes?|exhibits?)\b",
        r"(?:in|of|for) (?:all )?(?:patients|children|infants|adults|persons|individuals|those) (?:who|that) (?:present|have|develop|fall|show|suffer|become|are|come|exhibit)\b",
        r"(?:every|any|each) (?:\w+ ){0,2}?(?:patient|child|infant|adult|person|individual) (?:with|presenting)\b(?=[^.;]*\b(?:should|must|needs?|ought|deserves?|has to)\b)",
        r"(?:calls for|call for|warrants?|deserves?|demands)\b", r"(?:should|must|ought to) (?:\w+ly |always |also )?(?:prompt|raise|bring|alert|lead|make|arouse|suggest|evoke|remind)\b",
        r"should (?:always |also |therefore |thus |promptly |routinely )*be (?:considered|thought of|suspected|kept in mind|borne in mind|included|aware|remembered|performed|initiated|started|given|offered|recommended|sought|investigated|screened|tested)",
        r"(?:clinicians|physicians|paediatricians|pediatricians|neurologists|radiologists|doctors) (?:should|must|need|have to)", r"(?:is|are) (?:essential|crucial|important|recommended|warranted|mandatory|needed|advised|advisable)", r"may (?:improve|be (?:beneficial|effective|considered|associated|caused|triggered))",
        r"(?:is|are) (?:\w+ )?(?:typical|characteristic|pathognomonic|specific|diagnostic)\b", r"typical (?:\w+ )?(?:findings|features|lesions|signs) (?:are|include|consist)",
        r"(?:affects?|occurs?|develops?|presents?|follows?) (?:mostly|mainly|usually|typically|commonly|primarily|predominantly|almost|exclusively)",
        r"et al\.?", r"in the literature", r"literature review", r"review of the literature", r"previous(?:ly)? (?:studies|reports|reported|published|described)",
        r"(?:is|are) (?:\w+ly )?(?:characteri[sz]ed|defined|known|associated|considered|thought|believed|caused|triggered|recommended|reported|seen|found|observed|common|rare|uncommon|frequent)\b", r"(?:typical|usual|common|general|frequent)ly", r"patients with (?:ane|anec|acute necroti[sz]ing)",
    )),
    (Cue.HISTORICAL, Reach.AFTER, (
        r"(?:past |prior |previous |remote |known )?(?:medical |surgical |past )*history(?: is| was)?(?: significant| notable| remarkable| positive)? (?:of|for|includes|included)", r"past medical history", r"pmh", r"h/o",
        r"previous(?:ly)?", r"prior(?! to)", r"status post", r"s/p", r"known(?= (?:to have|case of|epilep|diabet|hyperten|asthma))", r"(?:a |with )?history of", r"(?<!the )former",
    )),
    (Cue.HISTORICAL, Reach.BEFORE, (r"(?:years?|months?) (?:ago|before|earlier|previously|prior)", r"in the past", r"in (?:early )?(?:childhood|infancy)(?= and| (?:was|were|had been) (?:known|reported|noted|recorded))")),
    (Cue.HYPOTHETICAL, Reach.AFTER, (
        r"if", r"whether", r"prevent(?:s|ed|ing)?", r"(?:observation|surveillance|observed|precautions) for", r"in case of", r"unless", r"should (?:he|she|the patient|they|you) ", r"(?:at |the |increased |high |low )?risk (?:of|for)", r"to prevent", r"prevention of", r"prophyla(?:xis|ctic)(?: for| against| of)?",
        r"(?:monitor(?:ed|ing)?|screen(?:ed|ing)?|evaluat(?:ed?|ion|ing)|test(?:ed|ing)?|work-?up|watch(?:ed)?|look(?:ed|ing)?|search(?:ed|ing)?|investigat(?:ed?|ion|ions|ing)|assess(?:ed|ment)?|(?<!positive )(?:swab|panel|pcr|serology|studies)) (?:out )?for(?! (?:and|the))(?![^.;]{0,80}(?:\b(?:was|were|is|came back|returned|turned out|proved) (?:all |both |strongly |also |weakly |initially )?|[:=] ?(?:strongly |weakly )?)positive)", r"vaccin(?:e|ated|ation|es) (?:against|for)",
        r"immuni[sz](?:ed|ation) (?:against|for)", r"(?:may|can|could|might) (?:cause|lead to|result in|develop|occur|progress to|induce|trigger|mimic)", r"(?:return|call|come back)(?:s|ed)? (?:if|for|with)", r"as needed for", r"in order to",
    )),
)  # fmt: skip

#: Words at which a scope ends.
TERMINATORS = (
    r"but", r"positive(?=\s*[,;])", r"however", r"nevertheless", r"nonetheless", r"yet(?= (?:he|she|the))", r"although", r"though", r"except(?: for)?", r"apart from",
    r"aside from", r"besides", r"other than", r"whereas", r"while", r"still", r"because", r"since", r"secondary to", r"due to", r"owing to",
    r"as a (?:cause|source|reason|result)", r"(?:which|that) (?:was|were|is|showed|revealed|had|led|has)", r"who", r"whose", r"whom", r"presents?(?: with|ing)?", r"presented(?: with)?", r"presenting",
    r"(?:and|so|then|therefore|hence) (?:he|she|it|they|we|the|his|her|their|there|this|these|a|an|then|later|subsequently|eventually|was|were|is|had|has|have|developed|showed|shows|showing|revealed|presented|admitted|treated|died|recovered|started|received|required|became|did|does|only|with)\b(?! (?:or|and))",
    r"and(?= (?:in|on|at|by|during|within|after|before|despite) )",
    r"with(?= (?:an? )?(?:rais|elevat|increas|high|mark|mild|normal|bilateral|symmetri|positive|subsequent|decreas|low|slight|significant|only))",
    r", (?:he|she|it|they|we|there|the patient|this|these|his|her|then|later|subsequently|including|showing|revealing|consistent|suggesting|leading|resulting|developed|presented|was|were|had|showed|died|became|recovered)\b",
    r"(?:showed|revealed|demonstrated|disclosed)(?= (?!no|only no))", r"(?:positive for)", r"(?:before|until|when|after)(?= (?:our|the|this|the present) (?:patient|boy|girl|child|infant)\b)", r"until", r"when", r"after which", r"in contrast", r"(?:accompanied|preceded|explained|relieved|influenced|stopped|lowered|followed|complicated|interrupted)(?= (?:the|his|her|this|these|its)\b)", r"on the other hand", r"(?:(?:was|were|is|being) )?(?:admitted|hospitali[sz]ed|transferred|referred|brought)(?= (?:for|with|because|to|due|after|in|on))",
)  # fmt: skip

FINITE_VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|showed|shows|revealed|demonstrated|developed|presented|complained|died|recovered|"
    r"received|remained|became|did|does|occurred|appeared|persisted|suffered|noted|experienced|denies|denied)\b",
    re.I,
)
