"""Earlier health: the words that call a patient healthy before, and the conditions that a report names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.keys import Keys
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.triggers import Cue

_WHO = r"(?:boys?|girls?|child(?:ren)?|infants?|man|men|woman|women|males?|females?|patients?|adults?|toddlers?|lady|individuals?|baby)"
_NOTHING = r"(?:unremarkable|uninformative|not informative|uneventful|non-?contributory|unrevealing|not (?:significant|remarkable|contributory)|insignificant|normal|negative|clear)"
_NOTHING_X = _NOTHING.replace(" ", r"\ ")
_HEALTHY = Sieve(
    rf"""\b(?:previous(?:ly)?|otherwise|formerly|so\s+far|until\s+now|heretofore|apparently|hitherto|generally|always|usually)\s+(?:completely\s+|entirely\s+|very\s+)?(?:healthy|well|fit)\b
    | ,\s*healthy\s+(?:in\s+the\s+past|before(?:hand)?|previously|until\s+then|so\s+far|up\s+to\s+then)\b
    | \b(?:past|previous|medical|personal)\s+(?:and\s+(?:\w+\s+)?)?(?:medical\s+)?history\s*[:,]?\s*(?:(?:was|is)\s+)?(?:healthy|without\s+(?:peculiarit\w+|abnormalit\w+|particularit\w+|anything\s+of\s+note)|free|nil|none|no\s+(?:illness|disease)\w*)\b
    | \bfree\s+of\s+(?:any\s+)?(?:\w+\s+)?(?:diseases?|illness(?:es)?|comorbidit(?:y|ies))\b
    | \b(?:of|in)\s+good\s+health\b(?=[^.;]{0, 25}\b(?:until|before|then|and)\b)
    | \b(?:an?|the|two|three|this)\s+(?:normal,?\s+)?healthy\s+(?:[\w-]+\s+){{0,3}}{_WHO}\b
    | \bno\s+(?:past\s+|previous\s+|earlier\s+|prior\s+)?(?:illness(?:es)?|diseases?)\s+of\s+note\b
    | \b(?:his|her|past|previous|earlier|prior|general|premorbid)\s+health\s+(?:was|had\s+been|is)\s+(?:always\s+)?(?:good|excellent|normal|unremarkable)\b
    | \b(?:without|no)\s+(?:any\s+)?(?:previous|earlier|prior|past|known|pre-?existing|relevant)\s+(?:health\s+problems?|health\s+issues?|illness(?:es)?|diseases?|medical\s+history)\b(?!\s+of\b(?!\s+note))
    | \bimmunocompetent\s+(?:and\s+)?(?:previously\s+)?(?:healthy\s+)?(?:[\w-]+\s+){{0,2}}?(?:adults?|patient|adolescent|teenager|infant)\b
    | \b(?:before|prior\s+to)\s+(?:this|the|the\s+present|onset\s+of\s+the|her|his)\s+(?:illness|disease|episode|event)[^.;]{{0,12}}\b(?:he|she|the\s+(?:child|patient|boy|girl|infant))\s+(?:was|had\s+been)\s+(?:\w+\s+)?(?:healthy|well)\b
    | \bthriving\s+and\s+(?:healthy|well)\b | \bknown\s+to\s+be\s+(?:healthy|well)\b | \bunremarkable\s+(?:medical\s+)?background\b
    | \bhistory\s+(?:included|contained|revealed|disclosed|showed)\s+nothing\s+(?:of\s+note|special|remarkable|relevant|significant)\b
    | \bhad\s+been\s+(?:perfectly|quite|fully|entirely)\s+(?:well|healthy)\b
    | \bno\s+(?:significant|relevant|notable|known|important)\s+(?:past\s+)?medical\s+(?:or|and)\s+surgical\s+history\b | \b(?:past|previous)\s+(?:illness(?:es)?|diseases?|history)\s*:\s*(?:none|nil|unremarkable|negative)\b
    | \bantecedents?\s+(?:were|was)\s+(?:unremarkable|negative|normal|nil)\b | \bno\s+(?:relevant\s+|significant\s+|personal\s+|pathological\s+)*antecedents?\b(?!\s+(?:fever|infection|illness))
    | \bnothing\s+of\s+(?:note|significance|importance|relevance)\s+(?:was|could\s+be)\s+(?:found|noted|elicited|recorded)\s+in\s+(?:the|his|her)\s+(?:\w+\s+)?history\b | \bhistory\s+contributed\s+nothing\b
    | \bno\s+(?:relevant|significant|notable|remarkable|noteworthy|previous)\s+(?:past\s+|personal\s+)?history\b(?!\s+of\b(?!\s+note|\s+(?:previous\s+|chronic\s+)?(?:illness|disease)))
    | \bnever\s+(?:before\s+)?(?:had|suffered\s+from)\s+an?\s+(?:serious|severe|major|significant)\s+(?:illness|disease)\b
    | \b(?:he|she|child|boy|girl|infant|patient|man|woman)\s+(?:was|had\s+been)\s+(?:\w+ly\s+)?normal\s+(?:before|until|prior\s+to|up\s+to)\s+(?:this|the|that|her|his|then|onset|admission|two|three|a|one|\d)\b
    | \b(?:did\s+not\s+have|denied|denies)\s+any\s+(?:past|previous|chronic|known|underlying|other)\s+(?:medical\s+)?(?:history|illness(?:es)?|diseases?|conditions?|problems?)\b(?!\s+of)
    | \b(?:history|illness(?:es)?|diseases?)\s*:\s*nothing\s+(?:of\s+note|special|relevant|remarkable)\b
    | \b(?:until|till|up\s+to)\s+(?:then|that\s+(?:point|time|day))\s+(?:completely\s+|entirely\s+|quite\s+)?(?:healthy|well)\b
    | \bnot\s+known\s+to\s+(?:have|suffer\s+from)\s+any\s+(?:\w+\s+)?(?:disease|illness|condition)s?\b
    | \b(?:his|her|(?:child|patient|boy|girl)['’]s)\s+past\s+was\s+(?:\w+\s+)?(?:unremarkable|uneventful|normal)\b
    | \bhad\s+(?:previously\s+|always\s+)?been\s+(?:previously\s+|otherwise\s+|completely\s+)?(?:healthy|well|in\s+good\s+(?:general\s+)?health)\b(?!\s+(?:as|tolerated))
    | \bwere\s+(?:previously\s+)?(?:healthy|well)\b(?!\s+(?:as|tolerated))
    | \b(?:in\s+)?good\s+(?:past\s+|previous\s+|general\s+)?health\b(?!\s+(?:at|after|on))
    | \b(?:with\s+no|without|no|nil)\s+(?:any\s+)?(?:known\s+|previous\s+|earlier\s+|former\s+|prior\s+|relevant\s+|significant\s+|notable\s+|past\s+|personal\s+|important\s+|other\s+|chronic\s+|serious\s+|major\s+|history\s+of\s+)*
      (?:medical\s+history|PMHx?\b|past\s+history|ailments?|health\s+issues|co-?existing\s+(?:diseases?|illness(?:es)?|conditions?)|risk\s+factors?|predisposing\s+(?:conditions?|factors?|illness(?:es)?)|serious\s+(?:diseases?|illness(?:es)?)|comorbidit(?:y|ies)|co-morbidit(?:y|ies)|underlying\s+(?:\w+\s+)?(?:diseases?|illness(?:es)?|conditions?|disorders?)|(?:past|previous|prior)\s+(?:\w+\s+)?illness(?:es)?
      |pre-?existing\s+(?:\w+\s+)?(?:conditions?|diseases?|illness(?:es)?)|chronic\s+(?:\w+\s+)?(?:conditions?|diseases?|illness(?:es)?)|medical\s+(?:problems|conditions|issues)|health\s+problems|illness(?:es)?\s+of\s+note|(?:past|previous)\s+history|(?:previous|prior|past)\s+medical\s+(?:problems|conditions|events))\b(?!\s+of\b(?!\s+note|\s+significance|\s+importance))
    | (?<!family\s)\b(?:(?:past|previous|prior|his|her|personal)\s+)(?:medical\s+|clinical\s+|personal\s+)?history\s+(?:was|were|is)\s+(?:otherwise\s+|completely\s+)?{_NOTHING_X}\b(?!\s+for\b)
    | \bmedical\s+history\s+(?:was|is)\s+(?:otherwise\s+)?{_NOTHING_X}\b(?!\s+for\b)
    | \b(?:personal|medical|past)\s+(?:medical\s+)?(?:history\s+)?and\s+(?:the\s+)?family\s+histor(?:y|ies)\s+(?:was|were)\s+(?:both\s+)?{_NOTHING_X}
    | \bunremarkable\s+(?:past\s+|previous\s+)?(?:medical\s+|personal\s+)?history\b
    | \bnothing\s+(?:of\s+note|special|remarkable|relevant|significant|particular)\s+(?:was\s+)?(?:in|on)\s+(?:his|her|the)\s+(?:past\s+|medical\s+|previous\s+|personal\s+)*history\b
    | \b(?:healthy|well)\s+(?:until|before|prior\s+to|up\s+to|till|beforehand)\b
    | \bPMHx?\s*(?::|was|is)?\s*(?:nil|none|negative|unremarkable|non-?contributory)\b
    | \b(?:had\s+)?(?:never|not)\s+(?:previously\s+|before\s+)?(?:been\s+)?(?:seriously\s+)?(?:ill|sick|hospitali[sz]ed)\s*(?:before|previously|in\s+(?:his|her)\s+life|until\s+then)?(?=\s*[,.;]|\s+and\b)
    | \b(?:took|was\s+(?:taking|on)|on|takes)\s+no\s+(?:regular\s+|daily\s+|long-term\s+|permanent\s+)*(?:medications?|medicines?|drugs?)\b(?!\s+of\s+abuse|\s+for\b|\s+at\s+that)
    | \b(?:in\s+)?(?:perfect|excellent|full|the\s+best\s+of|normal|sound)\s+health\b(?!\s+(?:at|after|on))
    | \b(?:till|until)\s+(?:that\s+(?:day|time|point)|now|the\s+present\s+illness)[^.;,]{{0,20}}\b(?:healthy|well)\b
    | \b(?:immunocompetent|vigorous|robust)\s+(?:and\s+)?(?:healthy\s+)?(?:[\w-]+\s+){{0,2}}?(?:boy|girl|child|infant|man|woman|adult)\b
    | \bfree\s+of\s+(?:any\s+)?(?:comorbidit|chronic\s+(?:disease|illness)|earlier\s+illness|previous\s+illness)\w*    | \bfit\s+and\s+(?:healthy|well|active)\b""",
    re.I | re.X,
)
#: Development that was normal until then, where no illness is named beside it.
_NORMAL = r"(?:(?:entirely|completely|all|both|quite|otherwise|always|perfectly|reportedly|said\s+to\s+be)\s+)*(?:normal|unremarkable|uneventful|age-appropriate|appropriate\s+for\s+age)\b"
_GROWN = r"(?:growth|development|developmental\s+(?:history|milestones)|milestones)"
_DEVELOPED = Sieve(
    rf"""\b(?:birth|delivery|born|perinatal|neonatal|pregnancy|gestation)\b(?:(?!\b(?:but|delayed|sibling|brother|sister)\b)[^.;]){{0,60}}?\b{_GROWN}\s+(?:was|were|had\s+(?:all\s+|both\s+)?been)\s+{_NORMAL}
    | \b(?:birth|perinatal|neonatal|pregnancy)\b[^.;]{{0,50}}?\bnormal\s+(?:growth\s+and\s+)?(?:psychomotor\s+|early\s+)?(?:development|developmental\s+milestones|milestones)\b
    | \bnormal\s+(?:neuro-?developmental|developmental|psychomotor|birth\s+and\s+developmental)\s+(?:history|background)\b
    | \b(?:previous|prior|premorbid|earlier)\s+(?:\w+\s+){{0,2}}?{_GROWN}\s+(?:was|were|had\s+(?:all\s+)?been)\s+{_NORMAL}
    | \b{_GROWN}\s+(?:(?:up\s+to|until|till)\s+(?:then|that\s+time|this\s+illness)\s+(?:was|were|had\s+been)|before\s+(?:the|this)\s+(?:illness|disease|episode)\s+(?:was|were|had\s+been)|had\s+(?:all\s+|both\s+)?been)\s+{_NORMAL}
    | \b{_GROWN}\s+(?:was|were)\s+{_NORMAL}\s+(?:before|until|till|up\s+to|prior\s+to)\b
    | \b(?:developed|grown|thrived)\s+(?:(?:quite|entirely|perfectly|completely)\s+)?normally\s+(?:until|till|up\s+to|before)\b
    | \b(?:previously|formerly)\s+(?:developmentally|neurologically|neurodevelopmentally)\s+(?:normal|intact)\b
    | \bdevelopmentally\s+normal\s+(?:before|until|till|previously|up\s+to)\b
    | \ban?\s+(?:neurologically|developmentally|neurodevelopmentally)\s+normal\s+(?:[\w-]+\s+){{0,3}}?{_WHO}\b
    | (?<!family\s)(?<!familial\s)\banamnesis\s+(?:was|is)\s+{_NOTHING_X}""",
    re.I | re.X,
)
_DEVELOPED_KEYS = Keys("development|milestone|growth|psychomotor|neurologically|anamnesis|normally")
_NERVOUS = r"(?:epilepsy|febrile (?:seizures?|convulsions?)|cerebral palsy|autism(?: spectrum disorder)?|(?:global |mild |psychomotor )*developmental (?:delay|disorder)|(?:global |psychomotor |motor )delay|delayed (?:\w+ )?milestones|intellectual disability|mental retardation|migraines?|hydrocephalus|muscular dystrophy|(?:Dravet|Rett|West|Lennox-Gastaut|Angelman|Sturge-Weber|Tourette|Down|Doose|Landau-Kleffner)(?:['’]?s)? syndrome|Charcot-Marie-Tooth disease|myasthenia gravis|dementia|Parkinson\W?s? disease|multiple sclerosis|strokes?|cerebral infarction)"
_CONDITION = (
    rf"(?:{_NERVOUS}|asthma|(?:type [12I]+ )?diabetes(?: mellitus)?|(?:arterial |essential )?hypertension|prematur(?:ity|e birth)|obesity|(?:\w+ )?(?:leuk(?:a)?emia|lymphoma|myeloma|carcinoma|cancer|tumou?r)|(?:\w+)?(?:blastoma|sarcoma|glioma|astrocytoma|germinoma|melanoma|ependymoma|meningioma|craniopharyngioma|myelodysplasia)|myelodysplastic syndrome|congenital [\w-]+(?: disease| defect)?"
    r"|(?:severe |transfusion-dependent )?(?:aplastic|Fanconi|Diamond-Blackfan|pernicious) an(?:a)?emia|(?:Prader-Willi|Noonan|Turner|Klinefelter|Marfan|DiGeorge|Di George|Williams|Kabuki|Sotos|Ehlers-Danlos|Sj[oö]gren|antiphospholipid|polycystic ovary|short bowel|Wiskott-Aldrich|Alport|Cushing|metabolic|Fanconi|CHARGE|cardio-facio-cutaneous|Evans|Cornelia de Lange)(?:['’]?s)? syndrome"
    r"|(?:obstructive )?sleep apn(?:o)?ea|gout|sarcoidosis|c(?:o)?eliac disease|ankylosing spondylitis|tetralogy of Fallot|(?:ventricular|atrial) septal defect|cardiomyopathy|Hashimoto\W?s? (?:thyroiditis|disease)|Graves\W?s? disease|hypercholesterol(?:a)?emia|adrenal (?:insufficiency|hyperplasia)|phenylketonuria|splenectomy|asplenia|lupus nephritis|osteoporosis|endometriosis"
    r"|(?:sickle[- ]cell (?:disease|an(?:a)?emia)|thalass(?:a)?emia)|Down(?:['’]s)? syndrome|trisomy 21|(?:coronary|ischa?emic|rheumatic|valvular|chronic|congenital)? ?(?:heart|kidney|renal|liver|lung|cardiac) (?:disease|failure|defect)"
    r"|atrial fibrillation|hypothyroidism|hyperthyroidism|chronic [\w-]+(?: [\w-]+)? (?:disease|disorder)|COPD|HIV(?: infection)?|cirrhosis|(?:systemic )?lupus(?: erythematosus)?|(?:rheumatoid|juvenile(?: idiopathic)?) arthritis|nephrotic syndrome|(?:\w+ )?immunodeficiency"
    r"|bronchopulmonary dysplasia|(?:renal|kidney|liver|heart|bone marrow|stem cell) transplant(?:ation)?|alcohol(?:ism| abuse| dependence)|(?:pre-?)?eclampsia|psoriasis|Crohn\W?s? disease|ulcerative colitis|inflammatory bowel disease|h(?:a)?emophilia(?: [AB])?|cystic fibrosis|G6PD deficiency|favism|epidermolysis|neurofibromatosis|tuberous sclerosis|mitochondrial disease|depression|schizophrenia|bipolar disorder|tuberculosis|dyslipid(?:a)?emia|hyperlipid(?:a)?emia|(?:multiple|several|many|various|numerous) comorbidities|comorbidities)"
)
_CONDITION_X = _CONDITION.replace(" ", r"\ ")  # for a verbose pattern
_ILL = Sieve(
    rf"""\b(?:(?:past\s+|previous\s+|prior\s+)?(?:medical\s+)?history\s+(?:of|included|includes|comprised|consisted\s+of|(?:was\s+)?(?:significant|notable|remarkable|positive)\s+for)|known(?:\s+case\s+of|\s+to\s+have|\s+for|\s+to\s+suffer\s+from)?|underlying|suffer(?:ing|ed|s)\s+from|pre-?existing
       |(?:previously|had\s+been)\s+diagnosed\s+with|background\s+of|on\s+treatment\s+for|had\s+undergone|(?:was|been)\s+(?:treated|operated\s+on|operated)\s+for|(?:previously|earlier)\s+(?:had|suffered)|had\s+had|(?:was|been)\s+treated\s+with\s+[\w-]+(?:\s+[\w-]+)?\s+for|(?:co-?morbidit(?:y|ies)|morbidities|conditions)\s+(?:included|were|was)|(?:antecedents?|PMHx?|(?:medical\s+)?background|past\s+illnesses)\s*(?::|of|included|includes|comprised|were|was(?:\s+significant\s+for)?|with)|long-?standing|chronic|in\s+(?:complete\s+|full\s+)?remission\s+(?:from|of|after)|carr(?:ied|ying)\s+(?:a|the)\s+diagnosis\s+of|previously\s+been\s+diagnosed\s+with|chemotherapy\s+for|(?:thyroxine|metformin|insulin|antihypertensives?|valproate|carbamazepine|methotrexate|azathioprine|mesala[zm]ine|immunosuppress\w+|levothyroxine)\s+for|repaired|(?:past\s+|previous\s+|prior\s+)*(?:medical\s+)?history\s*:)\s+(?:an?\s+)?(?P<what>(?:[\w-]+\s+){{0,3}}?{_CONDITION_X})(?!\w)
    | \b{_WHO}(?:,?\s+(?:of|aged)\s+\d+(?:\s+(?:years|months))?|,\s+\d+\s+(?:years|months)\s+old)?(?:,?\s+who|,)?\s+(?:with|had|has|having|suffering\s+from)\s+(?:an?\s+|known\s+|underlying\s+)*(?P<other>{_CONDITION_X})(?!\w|-like)
    | \b(?:he|she|(?:case|patient)\s+\d|the\s+(?:patient|boy|girl|child))\s+(?:also\s+)?ha[ds]\s+(?:an?\s+|known\s+)*(?P<lasting>(?:(?:mild|well[-\s]controlled|moderate|severe|long-?standing)\s+)*(?:asthma|epilepsy|(?:type\s+[12I]+\s+diabetes|diabetes\s+mellitus)(?:\s+mellitus)?|cerebral\s+palsy|autism|Down(?:['’]s)?\s+syndrome|trisomy\s+21|sickle[-\s]cell\s+\w+|(?:beta-?\s?)?thalass(?:a)?emia|(?:systemic\s+)?lupus(?:\s+erythematosus)?|delayed\s+(?:\w+\s+)?milestones|(?:global\s+|mild\s+|psychomotor\s+)*developmental\s+delay|nephrotic\s+syndrome|congenital\s+heart\s+(?:disease|defect)|COPD|ulcerative\s+colitis|Crohn\W?s?\s+disease|aplastic\s+an(?:a)?emia|(?:Dravet|Rett|West|Lennox-Gastaut|Angelman|Prader-Willi|Noonan|Turner|Klinefelter|Marfan)(?:['’]?s)?\s+syndrome|neurofibromatosis|tuberous\s+sclerosis|cystic\s+fibrosis|h(?:a)?emophilia|hypothyroidism|psoriasis|(?:rheumatoid|juvenile(?:\s+idiopathic)?)\s+arthritis|hypertension(?=,?\s+(?:for\s+which|treated|controlled|and\s+(?:type|diabetes|hyper|dys)))|type\s+[12]\s+diabetes))(?!\w|-like)
    | \b(?P<born>born\s+(?:very\s+|extremely\s+)?(?:prematurely|preterm|premature|at\s+(?:2\d|3[0-6])(?:\s?\+\s?\d)?\s+weeks)|(?:ex-)?prem(?:ature|ie|mie)\s+(?:infant|baby|boy|girl)|(?:former|ex)[\s-]+(?:pre(?:term|mature|mie)|prem(?:ie)?)|preterm\s+(?:infant|baby|boy|girl))\b
    | \b(?P<adjective>(?:hypertensive|diabetic|epileptic|asthmatic|(?:morbidly\s+)?obese|overweight|splenectomi[sz]ed|(?:heavily\s+)?pregnant|post-?partum|puerperal|immunocompromised|immunosuppressed|immunodeficient|HIV[\s-](?:infected|positive|seropositive)))\s+(?:{_WHO}|adolescent|teenager|mother|primigravida)\b
    | \b(?:(?:an?|known|(?:was|is|she|he|patient)(?:\s+\w+)?|to\s+be)\s+(?:an?\s+|known\s+)*)(?P<kind>hypertensive|diabetic|epileptic|asthmatic|immunocompromised|immunosuppressed|immunodeficient|HIV[\s-](?:infected|positive|seropositive))\b(?!\s+(?:seizure|fit|attack|activity|status|emergency|urgency|crisis|encephal|keto|coma|discharge|insult|spasm|state|episode|range|origin))
    | \b(?P<carrying>\w+\s+(?:weeks|months)\s+into\s+(?:her|the|a)\s+(?:\w+\s+)?pregnancy|at\s+\d+\s+weeks(?:['’]|\s+of)\s+(?:gestation|pregnancy),?\s+(?:the|this|our|she)\s+(?:woman|patient|lady|developed|presented|fell|was\s+admitted)|(?:was|is|were)\s+(?:\d+\s+weeks\s+|\w+\s+months\s+|then\s+|currently\s+|already\s+)?pregnant|(?:woman|lady|she|patient)\b[^.;:]{{0,30}}(?:,|\band|weeks|months)\s+pregnant|(?:woman|primi\w+|multi(?:para|gravida)|gravida\s+\d)\b[^.;:]{{0,30}}?\b(?:at|in)\s+(?:the\s+|her\s+)?\w+\s+(?:weeks?|months?)(?:['’]|\s+of)\s+(?:her\s+)?(?:gestation|pregnancy)|(?:first|second|third)\s+trimester\s+of\s+(?:her\s+)?pregnancy|(?:\d+|one|two|three|four|five|six|seven|eight)\s+(?:days?|weeks?|months?)\s+post-?partum|gravid)\b
    | \b(?P<received>(?:kidney|renal|liver|heart|lung|bone\s+marrow|stem[\s-]cell|h(?:a)?ematopoietic\s+stem[\s-]cell)[\s-](?:transplant(?:ed|ation)?|allograft)[\s-](?:recipient|patient)s?|on\s+(?:maintenance\s+)?chemotherapy\s+for|(?:under|on)\s+treatment\s+for\s+(?:\w+\s+){{0,2}}?(?:leuk(?:a)?emia|cancer|lymphoma|epilepsy|diabetes|hypertension|tuberculosis)|on\s+(?:maintenance\s+|chronic\s+|regular\s+)*(?:h(?:a)?emo|peritoneal\s+)?dialysis|(?:was|is)\s+(?:morbidly\s+|severely\s+)?(?:obese|overweight)|(?:operated|resection|surgery|esophagectomy|oesophagectomy|gastrectomy|mastectomy|colectomy)\s+(?:(?:was|were|been|had|performed|done|on|undergone|carried|out)\s+){{0,3}}for\s+(?:an?\s+)?(?:\w+\s+)?(?:cancer|carcinoma|tumou?r|adenocarcinoma)|performed\s+for\s+cancer|(?:liv(?:es|ed|ing)|infected)\s+with\s+HIV|(?:had|has|have)\s+been\s+splenectomi[sz]ed|chronic\s+alcoholic|(?:followed(?:\s+up)?|seen|treated|medicated)\s+(?:\w+\s+)?for\s+(?:epilepsy|asthma|hypertension|diabetes|hypothyroidism)(?=\s+since|\s+for\s+(?:\w+\s+)?years|\s+before))\b
    | \b(?<!of\ )(?P<smoker>(?:an?|heavy|current|former|active|chronic|lifelong|regular)\s+(?:(?:heavy|current|former|active|chronic|lifelong|regular|ex-?)\s*)?smoker)\b
    | \b(?P<survivor>(?:cancer|leuk(?:a)?emia|lymphoma|tumou?r|blastoma)\s+survivor|survivor\s+of\s+(?:\w+\s+){{0,3}}?(?:cancer|leuk(?:a)?emia|lymphoma|\w*(?:blastoma|sarcoma)|tumou?r))\b
    | \bhad\s+(?:had|experienced|suffered|(?:\w+\s+)?(?:previous|prior|earlier))\s+(?:\w+\s+)?(?P<earlier>febrile\s+(?:seizures?|convulsions?))\b""",
    re.I | re.X,
)
#: Words before patterns: without one of these the patterns above cannot match.
_HEALTHY_KEYS = Keys(
    "past|nothing|health|well|fit|history|comorbid|co-morbid|underlying|exist|ill|sick|hospitali|medicat|medicine|drug|immunocomp|vigorous|robust|chronic|medical|pmh|antecedent|ailment|risk|predispos|serious|disease"
)
_ILL_KEYS = Keys("gestation|alcoholic|syndrome|disease|aplastic|fanconi|blackfan|pernicious|blastoma|sarcoma|glioma|cytoma|germinoma|melanoma|ependym|meningioma|pharyngioma|myelodys|smoker|survivor|splen|apnea|apnoea|gout|sarcoid|spondyl|fallot|septal|cardiomyop|hashimoto|graves|cholesterol|adrenal|ketonuria|myasthen|overweight|osteopor|endometri|dialysis|preg|partum|puerper|gravid|cancer|recipient|allograft|chemother|milestones|delay|born|psoriasis|crohn|colitis|bowel|philia|fibrosis|g6pd|favism|mitochond|neurofibro|eclampsia|epilep|febrile|palsy|autism|development|disability|retard|migraine|hydroceph|dystrophy|dementia|parkinson|sclerosis|stroke|infarction|asthma|diabet|tensi|premat|preterm|premie|obes|kemia|kaemia|lymphoma|myeloma|cancer|carcinoma|tumo|congenital|sickle|thalass|down|trisomy|disease|failure|defect|fibrillation|thyroid|chronic|copd|hiv|cirrhosis|lupus|arthritis|nephrotic|immuno|dysplasia|transplant|alcohol|depression|schizo|bipolar|tubercul|lipid|comorbid")  # fmt: skip
_ILL_LEADS = Keys("transplant|alcoholic|followed|smoker|survivor|remission|carri|carry|thyrox|metformin|insulin|valpro|carbamaz|methotrex|azathiop|mesala|repaired|splenect|overweight|gestation|morbid|antecedent|pmh|background|illnesses|standing|chronic|history|known|underlying|suffer|exist|diagnosed|background|undergone|treat|comorbid|conditions|with |had |has |having |born|prem|preterm|tensive|diabetic|preg|partum|puerper|gravid|hiv|compromised|suppressed|recipient|chemother|cancer|under|dialysis|epileptic|asthmatic|obese|immuno")  # fmt: skip
#: Health after the illness is the outcome.
_LATER = re.compile(
    r"\b(?:discharged?|follow[- ]?up|(?:months?|years?|weeks?) (?:later|after)|after (?:\d+|an?|one|two|three|six) (?:months?|years?|weeks?)|left (?:the |our )?(?:hospital|ward|clinic)|sent home|went home|now|at present|recover\w+|remains)\b[^.;]{0,40}$",
    re.I,
)
_LATER_AFTER = re.compile(
    r"[^.;,]{0,12}\b(?:excluded|ruled out)\b|[^.;,]{0,25}\b(?:later|after (?:discharge|the illness|recovery)|at follow-?up|as a sequela)\b",
    re.I,
)
#: 'No previously healthy adult has been reported.'
_NO_ONE = re.compile(
    r"\b(?:no|not|never|nor|donors?(?: \w+)?|birth (?:of|to)|deliver(?:ed|y of)) (?:other )?$", re.I
)
#: 'Treated for medulloblastoma and free of disease': a tumour that is gone was an illness.
_FREE = re.compile(r"free\s+of", re.I)
_TUMOUR = re.compile(
    r"tumou?r|cancer|\w{3}oma\b|carcinoma|malignan|leuk(?:a)?emia|remission|resect|chemother|radiother|irradiat|transplant|oncolog|relapse|(?:treat|operat)ed (?:up)?(?:on )?for",
    re.I,
)
_RELATIVES = re.compile(r"\b(?:family members?|relatives|siblings|parents)(?: \w+)?\s*$", re.I)
_OF_KIN = re.compile(
    r"\s+(?:of|in) (?:the|his|her) (?:\w+ )?(?:siblings?|brothers?|sisters?|mother|father|cousins?)\b", re.I
)
_NEUROLOGICAL = re.compile(_NERVOUS, re.I)
_OTHERS = frozenset({Cue.FAMILY, Cue.LITERATURE, Cue.HYPOTHETICAL})


@dataclass(frozen=True, slots=True)
class HealthMention:
    """What words say of earlier health: the field, its value ('' for a sign), and where they stand."""

    field: str
    value: str
    start: int
    end: int


def find_health(text: str) -> Iterator[HealthMention]:
    """Yield 'previously healthy', or the condition that the patient had before, with whether it is one of the brain."""
    sentence = sentence_of(text)
    healthy = _HEALTHY.search(text) if _HEALTHY_KEYS.within(text) else None
    if healthy and (
        _LATER.search(text, 0, healthy.start())
        or _RELATIVES.search(text, 0, healthy.start())
        or _NO_ONE.search(text, 0, healthy.start())
        or (_FREE.match(healthy.group()) and _TUMOUR.search(text))
    ):
        healthy = None
    if healthy and not sentence.assess(healthy.start(), healthy.end()).cues & _OTHERS:
        yield HealthMention("prior_health", "previously_healthy", *healthy.span())
        return
    match = _ILL.search(text) if _ILL_KEYS.within(text) and _ILL_LEADS.within(text) else None
    if match is None:
        yield from _developed(text)
        return
    group = str(match.lastgroup)
    cues = sentence.assess(*match.span(group)).cues
    if cues & (_OTHERS | {Cue.NEGATED, Cue.UNCERTAIN}) or re.search(
        r"\bfamily\b[^.;]{0,25}$", text[: match.start()], re.I
    ):
        return
    if group in ("other", "lasting") and _LATER_AFTER.match(text, match.end(group)):
        return
    place = match.span(group)
    yield HealthMention("prior_health", "comorbidity", *place)
    yield HealthMention("prior_health_detail", match[group], *place)
    if _NEUROLOGICAL.search(match[group]):
        yield HealthMention("neurological_comorbidity", "", *place)


def _developed(text: str) -> Iterator[HealthMention]:
    """Yield a development that had been normal: nothing had ailed the child of whom this is said."""
    match = _DEVELOPED.search(text) if _DEVELOPED_KEYS.within(text) else None
    if (
        match is None
        or _LATER.search(text, 0, match.start())
        or _LATER_AFTER.match(text, match.end())
        or _OF_KIN.match(text, match.end())
        or sentence_of(text).assess(*match.span()).cues & (_OTHERS | {Cue.NEGATED, Cue.UNCERTAIN})
    ):
        return
    yield HealthMention("prior_health", "previously_healthy", *match.span())
