"""The words of outcomes, by level: died, severe, moderate and mild impairment, recovered.

Only what the words say; 'improved' or 'survived' is no level, nor are sequelae whose weight nobody tells. `LATE_ONLY`
says 'recovered' of the late course alone: 'the neurological examination was normal' also tells of an arrival. `ALMOST`
is a recovery short of the whole: mild impairment, unless the same words tell of a full one.
"""

from __future__ import annotations

import re

from aneatlas.extraction.alternatives import Alternatives

DIED = Alternatives(
    r"\b(?:died|deceased|(?:did|does) not survive|could not be (?:saved|resuscitated)|(?:disease|illness|course|outcome|encephalopathy|condition|case|it) (?:\w+ )?(?:was|proved|became|proved to be) (?:\w+ )?(?:fatal|lethal)|"
    r"rapidly (?:fatal|lethal)|brain death (?:ensued|occurred|followed|developed|resulted|supervened|within|on day)|death (?:ensued|followed|supervened|resulted)|"
    r"(?:lost|ended|cost(?: \w+)?|claimed) (?:his|her) life|was dead|dying|expired|succumbed|passed away|death (?:had )?occurred|was pronounced dead|declared (?:brain[- ])?dead|"
    r"fatal (?:outcome|course|case)|resulted in death|brain death was(?! not| never| excluded| ruled| suspected| considered| feared| denied)|progress(?:ed|ing)\b[^.;]{0,60}? (?:to|and) (?:\w+ ){0,2}(?:brain )?death|"
    r"brain[- ]dead|lethal (?:outcome|course|end)|fatal end(?:ing)?|(?:went|gone|going|go) on to (?:his |her |its )?(?:brain[- ]?(?:stem )?)?death|(?:led|leading|proceeded|evolv(?:ed|ing)|advanc(?:ed|ing)|deteriorat(?:ed|ing)|culminat(?:ed|ing)|end(?:ed|ing)|terminat(?:ed|ing)|result(?:ed|ing)) (?:\w+ )?(?:to|in|into|with|until) (?:(?:his|her|the|its) )?(?:patient'?s )?(?:rapid |early |sudden |brain[- ]?(?:stem )?)*death|"
    r"ended (?:fatally|lethally)|proved (?:fatal|lethal)|(?:illness|disease|infection|course|encephalopathy|it) (?:killed|took the life of)|(?:he|she|patient|boy|girl|child|infant|man|woman) (?:was|were) (?:lost|gone)(?= ?[.,;]| on | after | within )|"
    r"brain[- ]?(?:stem )?death (?:was|is|had been) (?:\w+ )?(?:certified|declared|confirmed|diagnosed|established|pronounced|determined|verified)|(?:declared|pronounced|certified|found) (?:brain[- ]?)?dead|"
    r"cardiac death|brain[- ]?(?:stem )?death (?:\w+ )?(?:certified|declared|confirmed|diagnosed|established|pronounced)|death was (?:certified|pronounced|declared|confirmed)|(?:tests?|criteria|examinations?) (?:for|of) brain[- ]?(?:stem )?death (?:were|was) (?:positive|fulfill?ed|met|satisfied)|did not (?:live|make it)|exitus(?: letalis)?|(?:met|fulfill?ed|satisfied) (?:the |all )?(?:clinical )?criteria (?:for|of) brain[- ]?death|"
    r"(?:taken|removed) off life[- ]support|redirect(?:ed|ion) (?:of care )?(?:to|towards?) comfort (?:care|measures)|comfort care (?:was|only)|death came|(?:was|were|became) the cause of (?:his|her|the patient's) death|"
    r"(?:caused|brought about|led to|ended in) (?:his|her|the) death|breathed (?:his|her) last|could not be rescued|resuscitation (?:failed|was unsuccessful|attempts failed)|"
    r"treatment was withdrawn|(?:after|following|upon) brain[- ]?(?:stem )?death(?! (?:was|had been|were) (?:excluded|ruled|suspected|feared))|fatal (?:acute |hemorrhagic |haemorrhagic |necroti[sz]ing )*(?:ANEC?\b|encephalopathy|encephalitis)|(?:after|following) (?:his|her) (?:demise|death)|"
    r"(?:his|her|the patient'?s|girl'?s|boy'?s|child'?s) (?:demise|death)|(?:life support|life-sustaining (?:treatment|measures)|(?:intensive )?care) (?:was |were )?(?:withdrawn|discontinued|stopped|terminated)|"
    r"withdrawal of (?:life support|care))\b|\bdeath (?:of the patient|on day|from|due to)\b|\bled to (?:his|her|the patient'?s?) death\b",
    re.I,
)  # fmt: skip
SEVERE = Alternatives(
    r"\b(?:(?:severe(?:ly)?|grave(?:ly)?|serious(?:ly)?|major|devastating|marked|catastrophic) (?:[\w-]+,? (?:and )?){0,3}?(?:sequelae|disabilit(?:y|ies)|disabled|impairments?|impaired|deficits?|handicap(?:ped|s)?|(?:developmental|psychomotor|motor|cognitive) delay|retard(?:ation|ed)|(?:neurological|neurologic|brain|cerebral) damage|residua)|"
    r"(?:completely|totally|wholly|entirely|fully) (?:disabled|incapacitated|helpless|handicapped|paraly[sz]ed)|apallic|coma vigil|unresponsive wakefulness|(?:without|no) (?:any )?meaningful (?:contact|interaction|communication|speech|function)|eyes[^.;]{0,20}(?: open(?:ed)?\b[^.;]{0,30}|,? (?:but|though|yet) [^.;]{0,20})(?:no|without) (?:any )?(?:eye |visual |verbal )?contact|minimally conscious(?: state)?|wheelchair(?:-bound)?|(?:totally|fully|completely|wholly|entirely) dependent|total dependen\w+|vegetative state|bed-?ridden|"
    r"bed-?bound|locked-in(?: state| syndrome)?|profound(?:ly)? (?:\w+ ){0,4}?(?:disab|impair|retard|deficit|handicap)\w*|(?:deficits?|impairments?|disabilit(?:y|ies)|sequelae|handicaps?) (?:were|was|are|is|remained|remain) (?:very )?(?:severe|profound|grave|serious|devastating|major)|"
    r"(?:has|had|have|with) (?:severe )?spastic (?:quadri|tetra)\w+|spastic (?:quadri|tetra)\w+(?: (?:and|with) \w+)? (?:persist(?:ed|s)|remain(?:ed|s))|(?:full-time|total|round-the-clock|24-hour|continuous|constant) (?:nursing )?care(?! unit)|"
    r"round-the-clock (?:nursing|care)|(?:depend\w+) (?:on|upon) (?:others|caregivers?|carers?|help|his|her|(?:mechanical )?ventilat\w+|(?:a )?(?:ventilator|respirator)|tube feeding|(?:a )?gastrostomy)(?: for (?:all|every))?|"
    r"unable to (?:sit|speak|talk|walk|feed)(?: \w+)? (?:or|and|nor) (?:to )?(?:sit|speak|talk|walk|stand|feed|communicate|swallow)|(?:could|can|cannot|able) (?:not |neither )?(?:to )?(?:walk|sit|speak|talk|stand)(?: \w+)? (?:nor|or) (?:to )?(?:walk|sit|speak|talk|stand|swallow)|"
    r"non-?verbal and non-?ambulat\w+|non-?ambulat\w+ and non-?verbal|palliative care|(?:spastic )?(?:tetra|quadri)(?:plegi\w+|pares\w+|paretic)|(?<!-)blind(?=,? (?:and|with|at)\b)|"
    r"remain(?:ed|s) (?:comatose|unresponsive|unconscious|in (?:a )?coma)(?=[^.;]{0,40}\b(?:discharge|follow-?up|months|years)))\b",
    re.I,
)  # fmt: skip
MODERATE = Alternatives(
    r"\bmoderate(?:ly)? (?:[\w-]+,? (?:and )?){0,3}?(?:sequelae|disabilit(?:y|ies)|disabled|impairment|impaired|deficits?|handicap|retardation|h(?:a)?emiparesis|"
    r"tetraparesis|paresis|weakness|ataxia|delay|aphasia|spasticity|(?:cognitive |motor |learning )?(?:problems|difficult(?:y|ies)))\b|\b(?:remain(?:ed|s)|left|stayed|still) (?:(?!mild|slight|minim)\w+ )?(?:disabled|handicapped)\b[^.;]{0,50}?\b(?:long-term care|nursing (?:home|facility)|care (?:home|facility)|institution|rehabilitation|assistance|help)\b|\b(?:walk(?:s|ed|ing)?|"
    r"ambulat(?:es|ed|ing|e|ory|ion))\b[^.;]{0,40}?\b(?:with (?:the )?(?:(?:some|minimal|moderate|little|one-person|of) )*(?:aids?|help|assistance|support|an? (?:walker|cane|stick|frame|rollator)|crutches|walking aids?)|"
    r"if (?:assisted|helped|supported)|only (?:assisted|with)|assisted)\b|\bleft with (?:an? |the |some )?(?:\w+ )?(?:hemipares\w+|hemiplegi\w+|ataxia|dysarthria|"
    r"(?:\w+ )?aphasia|dystonia|spasticity|(?:intention(?:al)? )?tremor|dysphagia|hypertoni\w+|strabismus|choreoathetosis|chorea|(?:visual|cognitive|motor|speech|memory) (?:deficits?|impairments?|disturbances?|loss))(?:,|"
    r" and| as well as)[^.;]{0,30}?(?:hemipares\w+|hemiplegi\w+|ataxia|dysarthria|(?:\w+ )?aphasia|dystonia|spasticity|(?:intention(?:al)? )?tremor|dysphagia|"
    r"hypertoni\w+|strabismus|choreoathetosis|chorea|(?:visual|cognitive|motor|speech|memory) (?:deficits?|impairments?|disturbances?|loss))\b|\b(?:hemipares\w+|"
    r"hemiplegi\w+|ataxia|dysarthria|(?:\w+ )?aphasia|dystonia|spasticity|(?:intention(?:al)? )?tremor|dysphagia|hypertoni\w+|strabismus|choreoathetosis|chorea|"
    r"(?:visual|cognitive|motor|speech|memory) (?:deficits?|impairments?|disturbances?|loss))(?:,| and| as well as)[^.;]{0,60}?(?:hemipares\w+|hemiplegi\w+|ataxia|"
    r"dysarthria|(?:\w+ )?aphasia|dystonia|spasticity|(?:intention(?:al)? )?tremor|dysphagia|hypertoni\w+|strabismus|choreoathetosis|chorea|(?:visual|cognitive|motor|speech|memory) (?:deficits?|impairments?|disturbances?|loss))[^.;,]{0,12} (?:persisted|"
    r"remained|persists?|remains?)(?! (?:for|until))\b|\bresidual (?:\w+ )?(?:hemipares\w+|hemiplegi\w+|ataxia|dysarthria|(?:\w+ )?aphasia|dystonia|spasticity|"
    r"(?:intention(?:al)? )?tremor|dysphagia|hypertoni\w+|strabismus|choreoathetosis|chorea|(?:visual|cognitive|motor|speech|memory) (?:deficits?|impairments?|disturbances?|loss))(?:,|"
    r" and| as well as)[^.;]{0,20}?(?:hemipares\w+|hemiplegi\w+|ataxia|dysarthria|(?:\w+ )?aphasia|dystonia|spasticity|(?:intention(?:al)? )?tremor|dysphagia|"
    r"hypertoni\w+|strabismus|choreoathetosis|chorea|(?:visual|cognitive|motor|speech|memory) (?:deficits?|impairments?|disturbances?|loss))\b|\bdeficits (?:(?:of|in) [\w-]+(?: [\w-]+)?,[^.;]{3,90}? (?:persist|remain)(?:ed|s)?|"
    r"(?:persisted|remained)(?:,? \w+,)? (?:of|in) [\w-]+(?: [\w-]+)?,[^.;]{3,60}? and)\b",
    re.I,
)  # fmt: skip
MILD = Alternatives(
    r"\b(?:almost|nearly|virtually|practically|all but|next to|hardly|scarcely|barely) (?:no|without|free (?:of|from)|any) (?:any )?(?:neurological |neurologic |residual |lasting |permanent )*(?:sequela\w*|deficits?|residu(?:a|als|e|um)|impairments?|disabilit(?:y|ies)|handicap)\b|"
    r"\bsome (?:residual )?(?:clumsiness|unsteadiness|awkwardness)\b|\b(?:a little|somewhat|slightly) (?:unsteady|unsteadily|clumsy|clumsily|behind|delayed(?= ?[.,;]| in | for |$))(?!\w)|\bnot (?:quite|entirely|altogether|fully) (?:steady|steadily|sure-footed)\b|\bnot (?:really )?(?:handicapped|disabled|hampered|restricted|limited|impeded) (?:by (?:it|this|them) )?in (?:his |her )?(?:everyday|daily|normal) (?:life|living|activities)\b|"
    r"\b(?:quotients?|IQ|DQ|intelligence|cognition|abilit(?:y|ies))\b[^.;]{0,50}? (?:is|are|was|were|lay|lies|fell) [^.;]{0,30}?borderline\b|"
    r"\b(?:mild(?:ly)?|minor|minimal|slight(?:ly)?|subtle|discree?te?|trivial) (?:residual |left-sided |right-sided )?(?:[\w-]+ (?:and )?){0,2}?(?:sequelae|residua|"
    r"clumsiness|limp|speech (?:impediment|disorder)|incoordination|spasticity|paresis|monoparesis|learning difficult(?:y|ies)|developmental delay|cognitive delay|motor delay|speech delay|language delay|"
    r"delay(?: of \w+| in \w+)?|(?:cognitive |memory |attention |behaviou?ral |motor |speech |balance |learning |coordination )?(?:problems?|difficult(?:y|ies)|dysfunction)|"
    r"dysmetria|unsteadiness|gait (?:disturbance|instability)|disabilit(?:y|ies)|impairment|impaired|deficits?|weakness|hemiparesis|ataxia|dysarthria|handicap|"
    r"tremor|retardation)\b|\bsequelae (?:was|were|is|are|remained) (?:only |merely )?(?:minor|mild|minimal|slight|discreet|discrete|trivial)\b|\b(?:only|just|merely|nothing but) (?:an? )?(?:fine|faint|light|occasional) (?:\w+ )?(?:tremor|unsteadiness|clumsiness|ataxia)\b|"
    r"\b(?:psychomotor |cognitive |intellectual )?development (?:was |is )?borderline\b|\bborderline (?:psychomotor|cognitive|intellectual) \w+|\bpersonality (?:had |"
    r"has )?changed\b",
    re.I,
)  # fmt: skip
ALMOST = Alternatives(
    r"\b(?:near|nearly|almost|practically|virtually|all but)[- ](?:full|complete|total)(?:ly)? (?:\w+ )?recover(?:y|ed)\b|\brecover(?:y|ed) (?:was |had been |has been |is )?(?:\w+ )?(?:almost|nearly|near|practically|virtually) (?:full|complete|total)(?:ly)?\b|\b(?:resolved|disappeared|cleared|recovered) (?:almost|nearly|practically|virtually) (?:completely|entirely|fully)\b|\b(?:almost|nearly) (?:completely|entirely|fully) (?:resolved|recovered|disappeared|cleared)\b",
    re.I,
)  # fmt: skip
RECOVERED = Alternatives(
    r"\b(?:(?:finally|eventually|ultimately|fully|completely|entirely) recovered from|(?:managed|was able|were able|went on) to (?:recover(?= (?:from|completely|fully|entirely|well|in full|within|over|after)\b| ?[.,;]|$)|make an? (?:full|complete|excellent|good) recovery)|succeeded in recovering(?= (?:from|completely|fully|entirely|well)\b| ?[.,;]|$)|recovered in full)\b|\b(?:(?<!near )(?<!near-)(?<!nearly )(?<!almost )(?:full|complete|total|excellent)(?:ly)? (?:and \w+ )?(?:neurological |neurologic |clinical |functional |spontaneous )*recover(?:y|ed)|"
    r"(?:good|remarkable|uneventful|dramatic) (?:neurological |clinical |functional )*recovery|recovered (?:(?:neurologically|clinically|promptly|rapidly) )?(?:completely|fully|entirely|well without|(?:without|with no) (?:any |residual |neurological |neurologic |apparent |persistent |significant )*(?:sequelae|deficits?|impairment|disability|residu(?:a|als?|e|um))|uneventfully)|"
    r"(?:fully|completely) recovered|no (?:neurological |neurologic |residual |apparent |persistent )*(?:sequelae|residua) (?:at|on|were|was|remained)|free of (?:any )?(?:neurological )?(?:sequelae|deficits)|"
    r"returned to (?:(?:her|his|the) )?(?:(?:previous|premorbid|pre-?illness) )?(?:baseline|normal|premorbid\w*)|back to (?:normal|baseline)|regained (?:full health|(?:all |full |(?:his|her) |the )+(?:former |previous |earlier |usual |normal |physical |mental )*(?:state of )?(?:abilities|health|independence|functions?|skills))|"
    r"all (?:of (?:his|her) |the |his |her )?(?:neurological )?(?:symptoms|deficits|signs) (?:had |have )?(?:disappeared|resolved|vanished|cleared|subsided|gone|abated)|discharged (?:home )?(?:in good (?:health|condition)|(?:completely |entirely |quite )?(?:healthy|well|cured))|"
    r"(?:was|were|is|are) (?:completely |entirely |fully )?cured|(?:was|is) (?:again )?(?:her|his) (?:old|former|usual) self(?: again)?|made a (?:\w+ )?(?:full|complete|excellent|remarkable|uneventful) recovery|"
    r"complete (?:resolution|restitution|remission) of (?:all |the |his |her |clinical |neurological )*(?:symptoms|signs|deficits)|restitutio ad integrum|(?:(?:back|returned|gone back|went back) to|back (?:at|in)) (?:work|school|(?:his|her) (?:work|job|studies|usual self|old self|former self|usual activities|daily activities))|"
    r"recover(?:ed|y) without (?:any )?(?:residual|lasting|permanent|consequences|after-?effects)|(?:no|without) (?:any )?(?:lasting|permanent|residual|late) (?:damage|consequences|effects|handicap|impairment)|"
    r"(?:recovery|reconvalescence) (?:has been|had been|is|became|proved|remained) (?:(?!nearly|almost|not|near|hardly|far|in)\w+ )?(?:complete|full|excellent|total)|"
    r"recovery (?:of (?:both|the (?:child|patient|boy|girl)) )?was (?:(?!nearly|almost|not|near|hardly|far|in)\w+ )?(?:complete|full|excellent|uneventful|dramatic)|"
    r"normal (?:\w+ and )?\w+ outcome|(?:full|complete)(?:ly)? (?:neurological )?reconvalescen(?:ce|t)|(?:he|she|they|patients?|them|boy|girl|child(?:ren)?|both|survivors?) (?:has |have )?(?:gradually |slowly |eventually |also )?recovered(?: dramatically| well| uneventfully)?(?= ?(?:[.,;]|$|over|within|after|and\b))|"
    r"returned to (?:(?:his|her|the|a) )?(?:previous|premorbid|former|usual|normal|baseline|pre-?illness) (?:level(?: of function\w*)?|state|status|function\w*|self|condition)|(?<!from which )(?<!from which he )(?<!from which she )had (?:both |all |gradually |slowly |completely )?recovered(?= (?:within|by|over|after) (?:the |an? |about |some |\w+ |\w+ to |\w+-)?(?:\w+ )?(?:days?|weeks?|months?|years?)\b(?! from (?:the|an?|his|her) ))|symptom[- ]free|free (?:of|from) (?:any |all )?(?:symptoms|complaints)|without (?:any |further )?complaints(?! (?:until|till|before|for|of|throughout|during))|restored to (?:full |perfect |normal |complete |good )*health|(?:walk|talk|speak|mov|play|run)\w* (?:(?:and|,) \w+ )?(?:completely |entirely |quite |perfectly )?normally|(?:sent|went|returned|came|was taken|discharged) home (?:on (?:the )?(?:day \w+|\w+ day) |after \w+ (?:days|weeks|months) )?(?:as )?(?:quite |entirely |completely |perfectly )?(?:healthy|well(?! enough)|cured|completely recovered|in good health)|left (?:the )?hospital (?:healthy|well|cured|in good (?:health|condition))|resumed (?:(?:all |his |her |the )+)?(?:normal |usual |previous |daily )*(?:activities|life|school(?:ing)?|work|studies|job)|return(?:ed|s)? to (?:school|work)|living a (?:completely |entirely )?normal life|lives? (?:a )?normal(?:ly)?(?: life)?|(?:there (?:were|was|are|is|have been) )?no (?:neurological |neurologic |residual |late |long-term |lasting )*sequelae?|"
    r"(?:all |(?:his|her|the) )?(?:remaining |neurological |neurologic |clinical |residual )*(?:symptoms|(?:neurological|neurologic) deficit|deficits|signs|manifestations|abnormalities) (?:had |have |has |were |was )?(?:all )?(?:(?:completely|fully|entirely|totally) (?:resolved|disappeared|subsided|cleared|regressed|vanished)|(?:resolved|disappeared|subsided|cleared|regressed|vanished) (?:completely|fully|entirely|totally))|"
    r"all (?:\w+ )?deficits (?:had |have )?(?:resolved|disappeared)|regained all (?:of )?(?:his|her|the) (?:\w+ )?(?:abilities|skills|functions?|milestones)|"
    r"(?:fully|completely) regained (?:his |her |all )?(?:neurological|motor|normal|previous|former|lost|cognitive) (?:functions?|abilities|skills|health)|recovered to (?:(?:his|her|the) )?(?:\w+ )?(?:baseline|normal)|"
    r"(?:neurological|neurologic) (?:examination|status|exam|function|findings) (?:had |has |have )?(?:completely |fully )?normali[sz]ed|free (?:from|of) (?:any )?(?:neurological |residual )?sequelae|"
    r"discharged (?:home )?in (?:full|perfect|excellent) health|returned to (?:(?:his|her|a) )?normal life|(?:clinically|neurologically) (?:completely |entirely )?recovered(?! to)|"
    r"total recovery|(?:complete|full) cure|alive and well(?! (?:until|till|before))|fully restored|in (?:good|perfect|excellent|full) health (?=(?:at|after|\w+) (?:\w+ )?(?:weeks?|months?|years?)\b(?! (?:earlier|before|ago|previously))))\b",
    re.I,
)  # fmt: skip
LATE_ONLY = Alternatives(
    r"\b(?:(?:he|she|boy|girl|child|patient|infant) (?:is|was|has been) (?:now |again )?(?:developmentally|entirely|completely|neurodevelopmentally|clinically|perfectly) normal|without (?:any |neurological |neurologic |residual |apparent |persistent |significant |permanent |obvious )*(?:sequelae|deficits?|disabilit(?:y|ies))|"
    r"(?:had|has|have|with|showed|leaving|left) no (?:neurological |neurologic |residual |apparent |persistent |significant |permanent |obvious )*(?:sequelae|deficits?)|"
    r"neurologically (?:normal|intact)|normal (?:neurological|neurologic) (?:examination|development|function|status|findings?|exam)|(?:neurological|neurologic) (?:examination|status|exam|findings?) (?:was|were|became|had become) (?:completely |entirely )?normal|"
    r"(?:is |was |remains |remained )(?:completely |entirely |currently |now )?asymptomatic|(?:(?:completely|entirely|age-appropriate|fully) )?normal (?:\w+ )?development(?= (?:at|after|on)\b)|development (?:was|is|has been) (?:completely |entirely )?normal(?= (?:at|after|on)\b)|"
    r"(?:develops|(?:is|was|now|and|school,) developing) (?:entirely |completely )?normally|(?:weeks?|months?|years?) (?:later|after (?:discharge|onset|the illness)),? (?:(?:his|her|the) )?(?:psychomotor |neurological |mental |motor |further )*development (?:was|is|had been) (?:entirely |completely |fully )?(?:normal|age-appropriate|appropriate)|(?:last|latest|final|recent) (?:visit|examination|review|follow-?up|check-?up),? (?:he|she|the (?:boy|girl|child|patient)) (?:was|is) in (?:perfect|full|excellent|good) health|no (?:neurological |neurologic |residual |focal |motor |persisting )*(?:deficits?|impairments?|handicap|disability)|examination (?:at|after) (?:\d+|a|one|two|three|six|twelve) (?:weeks?|months?|years?) was (?:completely |entirely )?normal|nothing abnormal (?:could be |was )?(?:found|detected|seen) (?:on|in|at) (?:the )?neurolog\w+)\b",
    re.I,
)  # fmt: skip
