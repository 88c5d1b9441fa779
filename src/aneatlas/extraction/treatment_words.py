"""Words of treatments beyond the vocabulary's spellings: plural and compound names, procedures, care as such."""

from __future__ import annotations

import re

from aneatlas.extraction.alternatives import Alternatives

#: Care that is no drug of the vocabulary: a class alone.
SUPPORT = "supportive_care"
_STEROID = r"(?:gluco-?)?cortico(?:id|steroid)s?(?:therapy)?|cortico-?therapy|glucocorticoids?|steroids?|cortisone|cortison|IVMP|IV MPS|MPSL|Decadron|Solu-?Medrol|Medrol|Urbason"
_CARE = r"(?:treatment|care|therapy|management)"
_SUPPORTIVE = (
    rf"(?:supportive|symptomatic) (?:intensive |critical |general |medical |organ |only )?(?:treatment|care|therapy|management|measures|means)"
    rf"|{_CARE}(?: \w+){{0,2}}? (?:was|remained|is) (?:therefore |thus |largely |entirely |purely |only |mainly |merely )?(?:supportive|symptomatic)"
    r"|(?:organ|circulatory|multi-?organ|cardiovascular|h(?:a)?emodynamic|cardiopulmonary|cardiorespiratory|respiratory|inotropic|vasopressor|full (?:intensive care )?|intensive care|vital|extracorporeal (?:membrane |life )?) ?support"
    r"|(?<!cardiovascular )(?<!cardiac )life support(?! (?:was |were )?(?:withdrawn|discontinued|stopped|withheld|terminated))"
    r"|(?:V-?[AV] )?ECMO|extracorporeal membrane oxygenation|(?:assisted|non-?invasive|positive[- ]pressure|controlled|high-frequency) ventilation|CPAP|BiPAP|continuous positive airway pressure|high-flow (?:nasal )?(?:oxygen|cannula)|intensive (?:therapy|treatment) unit|high[- ]dependency (?:unit|care)|inotropes|(?<!spinal )fluid (?:resuscitation|therapy|replacement|bolus(?:es)?)|(?:isotonic|intravenous|IV|i\.v\.) (?:fluids?|rehydration|hydration)(?! (?:methyl|dexa|acic|acyc))|fluids(?= (?:and|with|plus) (?:vaso|ino|cate|electro|bicarb))"
    r"|(?:best|good|standard|full) supportive (?:care|therapy|treatment)|conservative (?:treatment|care|therapy|management|measures)"
    r"|(?:supported|treated|managed|cared for) (?:only |purely )?(?:symptomatically|supportively|conservatively|by supportive)"
)
_ANTIBACTERIAL = (
    r"anti-?(?:bacterial|microbial|biotic|infective)s?(?: (?:therapy|treatment|agents?|drugs?|medications?|cover(?:age)?))?|antibiosis|antibiotherapy|cephalosporins?|carbapenems?|macrolides?|beta-?lactams?|(?:amino)?glycosides?|(?:fluoro)?quinolones?|rifampic?in|co-?amoxiclav|augmentin|minocycline|trimethoprim|cotrimoxazole|co-trimoxazole"
    r"|(?:piperacillin|ampicillin|amoxicillin|flucloxacillin|cloxacillin|oxacillin|cefepime|cefuroxime|ceftazidime|cefixime|cefazolin|linezolid|clarithromycin|erythromycin|gentamicin|amikacin|penicillin(?: G)?|levofloxacin|ciprofloxacin|moxifloxacin|imipenem|ertapenem|clindamycin|metronidazole|teicoplanin)(?:[-/ ](?:tazobactam|sulbactam|clavulan\w+|cilastatin))?"
)
_ANTISEIZURE = r"(?:seizure|convulsion)s? control|control of (?:the |his |her )?(?:seizures|convulsions|epilep\w+)|anti-?(?:seizure|convulsants?|convulsive|convulsion|epileptics?)(?: (?:drugs?|medications?|medicines?|therapy|treatment|agents?))?|AEDs|ASMs|benzodiazepines?|barbiturates?(?:[- ](?:induced )?coma)?|pentobarbit(?:al|one)(?: coma)?|clobazam|lamotrigine|oxcarbazepine|brivaracetam|perampanel|zonisamide|vigabatrin|nitrazepam|chloral hydrate|paraldehyde"
_PRESSURE = (
    r"(?:external )?ventricular drain(?:s|age)?|(?:external )?drainage of (?:the )?(?:CSF|cerebrospinal fluid|ventricles)|(?:lowering|reduction|reducing|lowered|decreasing|treatment|control) (?:of )?(?:the |raised |increased |elevated )*(?:intracranial|cranial|cerebral|brain) pressure|ventriculostomy|ventriculo-?peritoneal shunt(?:ing)?|VP shunt|(?:cerebro)?spinal fluid drainage"
    r"|intracranial pressure[- ](?:lowering|reducing|directed) \w+|ICP[- ](?:lowering|reducing|directed) \w+|(?:measures|treatment|therapy) (?:against|for|of|to (?:lower|reduce|control)) (?:the )?(?:raised |increased |elevated |high )?(?:intracranial (?:pressure|hypertension)|ICP|brain (?:o)?edema|cerebral (?:o)?edema|brain swelling)"
    r"|hyperosmolar (?:therapy|treatment|agents?)|osmo(?:tic )?(?:therapy|treatment|agents?|diuretics?)|glycerol|glycerin fructose|anti-?(?:o)?edema(?:tous)? (?:therapy|treatment|measures|agents?|drugs?)|dehydrat(?:ion|ing) (?:therapy|treatment|agents?|drugs?)"
)
_SKULL = r"(?:decompressive |bilateral |bifrontal |suboccipital |emergency |urgent )*(?:(?:hemi)?crani(?:ectomy|otomy)|(?:hemi)?craniectomies)|decompressive (?:surgery|operation|procedure)|(?:surgical|emergency|urgent) decompression"
_COOL = r"targeted temperature management|therapeutic cooling|(?:brain|head|body|whole-body|surface|active)[- ]cooling|cooled (?:down )?to|(?:body |core )?temperature (?:was |being )?(?:kept|maintained|held|lowered|reduced|brought down)(?: down)? (?:at|to|between|below|around) 3[2-6](?!\d)"
_MADE = r"(?:was|were|had been|had to be|being)"
_KIDNEYS = r"(?:h(?:a)?emo-?|peritoneal )?dialysis|h(?:a)?emo-?(?:dia)?filtration|(?:renal|kidney) replacement(?: therapy)?|CRRT|CVVHD?F?|h(?:a)?emoperfusion"
_OXYGEN = r"(?:supplemental|supplementary|additional) oxygen|oxygen (?:supplementation|therapy|treatment|by (?:mask|nasal)|via|through|(?:was|had to be) (?:given|administered|supplied|started))|(?:received|given|needed|required|administered|needing|requiring|with) oxygen(?! sat| index| req| lev| ext)"
_REVIVED = rf"(?<!do not )(?:cardio-?pulmonary )?resuscitation(?= (?:{_MADE}|measures|restored|succeeded|led))|(?:cardio-?pulmonary|successful) resuscitation|(?:was|were|had to be) (?:successfully |immediately |promptly )?resuscitated"
_BLOOD = (
    rf"(?:red (?:blood )?cells?|packed (?:red )?cells|erythrocytes?|platelets?|blood|(?<!convalescent )plasma)(?: concentrates?)? (?:transfusions?|{_MADE} (?:transfused|substituted))|transfusions? of (?:blood|platelets|red|packed|plasma|fresh)|exchange transfusion"
    rf"|anti-?thrombin(?: III)?(?= (?:concentrate|substitution|{_MADE} (?:given|administered|infused|substituted)))"
)
_INFUSED = (
    rf"sodium (?:benzoate|phenyl\w+)|(?:L-)?arginine(?= (?:(?:hydro)?chloride|infusion|{_MADE} (?:given|infused|administered|started)|and sodium benzoate))|carglumic acid|N-carbamyl-?glutamate"
    rf"|(?:sodium )?bicarbonate(?= (?:infusions?|therapy|{_MADE} (?:given|infused|administered)))|(?:glucose|dextrose)(?= (?:infusions?|solutions?|{_MADE} (?:given|infused|administered)))|(?:glucose and )?electrolytes(?= {_MADE} (?:infused|replaced|substituted|corrected))|(?:correction|replacement|substitution) of (?:the )?(?:electrolytes?|acidosis|hyponatr(?:a)?emia|hypoglyc(?:a)?emia)|rehydration"
)
_MEASURED = r"(?![- ](?:levels?|concentrations?|deficien|responsive|status|synthesis|metabol|transport|was (?:low|normal|decreased|reduced)|were (?:low|normal|decreased|reduced)))"
_VITAMINS = rf"(?:coenzyme|co-enzyme) Q(?:10)?{_MEASURED}|ubiquinone{_MEASURED}|(?:mitochondrial|vitamin|metabolic) cocktail|(?:multi)?vitamins?(?: (?:B\d*|C|E|K)(?: complex)?)?(?= (?:supplement|therapy|{_MADE} (?:given|added|started|administered)))|(?:riboflavin|pyridoxine|folinic acid|hydroxocobalamin){_MEASURED}"
_OLDER = r"hydroxychloroquine|lopinavir(?:[-/ ](?:and )?ritonavir)?|Kaletra|nirmatrelvir(?:[-/ ](?:and )?ritonavir)?|Paxlovid|molnupiravir|umifenovir|arbidol|rimantadine|laninamivir|sofosbuvir|vidarabine|cidofovir|pleconaril|darunavir"
_INTERFERON = r"(?:pegylated |recombinant |human )*interferons?(?:[- ](?:alpha|beta|gamma|[αβγ])(?:[- ]?[12][ab]?)?)?(?![- ](?:alpha|beta|gamma|[αβγ]|release|levels?|concentrations?|signature|signall?ing|response|pathway|production|regulat|induc|stimulat|activity|assay))"
_CONVALESCENT = r"convalescent(?: COVID(?:-19)?)?[- ](?:plasma(?! (?:samples?|titre|titer|was (?:tested|drawn|obtained)))|serum(?= (?:was|had been) (?:given|transfused|infused)| therapy| transfusion))|hyper-?immune (?:plasma|globulin)"
#: Words of a treatment -> the group that names it.
ALIASES = Alternatives(
    r"\b(?P<ivig>IV\s?Ig|IVIG|(?:intravenous |human )?immuno-?\s?globulins?|immune globulins?|gamma[- ]?globulins?)\b"
    r"|\b(?P<pulse>(?:methylprednisolone|methyl prednisolone) pulses?|pulse(?:d)? methylprednisolones?(?: therapy)?|(?:steroid|corticosteroid) pulses?|pulse(?:d)? steroids?(?: therapy)?)\b"
    r"|\b(?P<plex>plasmapheresis|plasma ?exchanges?|plasma was exchanged|PLEX|immunoadsorption)\b"
    r"|\b(?P<receptor>anti-?(?:interleukin|IL)-?6[- ]receptor \w+|(?:interleukin|IL)-?6[- ]receptor (?:inhibitors?|blockers?|antagonists?|blockade)(?= (?:was|were|had|to|at|in)\b))\b"
    rf"|\b(?P<older>{_OLDER})\b|\b(?P<kidneys>{_KIDNEYS})\b|\b(?P<oxygen>{_OXYGEN})\b|\b(?P<revived>{_REVIVED})\b|\b(?P<blood>{_BLOOD})\b|\b(?P<infused>{_INFUSED})\b|\b(?P<vitamins>{_VITAMINS})"
    rf"|\b(?P<interferon>{_INTERFERON})(?!\w)|\b(?P<convalescent>{_CONVALESCENT})\b|\b(?P<vaso>catecholamines?|vasopressors?|vasoactive (?:drugs?|agents?|support|medications?)|inotropic (?:drugs?|agents?)|pressors)\b"
    r"|\b(?P<acyclovir>acyclovir|aciclovir)\b|\b(?P<ganciclovir>valganciclovir)\b"
    rf"|\b(?P<steroid>{_STEROID}|(?<!cyclophosphamide )(?<!immunoglobulin )pulsed? (?:therapy|treatment)|hormones?(?= (?:and|plus|or) (?:gamma|immuno|IVIG|plasma)| (?:pulse|shock|therapy|treatment|impact)))\b|\b(?P<support>{_SUPPORTIVE})\b|\b(?P<bacteria>{_ANTIBACTERIAL})\b|\b(?P<fits>{_ANTISEIZURE})\b"
    rf"|\b(?P<cool>{_COOL})|\b(?P<pressure>{_PRESSURE})\b|\b(?P<skull>{_SKULL})\b"
    r"|\b(?P<flu>anti-?influenza (?:drugs?|agents?|medication|treatment|therapy)|neuraminidase inhibitors?|anti-?viral(?:s|es)?(?: (?:drugs?|agents?|medications?|treatment|therapy))?)\b"
    r"|\b(?P<immuno>immuno(?:therapy|therapies|modulation|suppression|suppressants?|suppressive[- /]?(?:and )?(?:immunomodulat\w+ )?(?:therapy|treatment)|suppressive|modulatory (?:therap(?:y|ies)|treatments?)|modulators?)|mycophenolate(?: mofetil)?|tacrolimus|sirolimus|(?:eculi|ravuli|natali)zumab|ofatumumab|tofacitinib)\b",
    re.I,
)
ALIAS_VALUES = {
    "ivig": "immunoglobulin",
    "pulse": "methylprednisolone",
    "plex": "plasma_exchange",
    "acyclovir": "aciclovir",
    "ganciclovir": "ganciclovir",
    "steroid": "corticosteroid_not_named",
    "support": SUPPORT,
    **dict.fromkeys(("kidneys", "oxygen", "revived", "blood", "infused", "vitamins"), SUPPORT),
    "vaso": "vasoactive_not_named",
    "receptor": "tocilizumab",
    "older": "antiviral_not_named",
    "interferon": "immunotherapy_not_named",
    "convalescent": "immunotherapy_not_named",
    "flu": "antiviral_not_named",
    "immuno": "immunotherapy_not_named",
    "bacteria": "antibiotic_not_named",
    "fits": "antiseizure_not_named",
    "cool": "temperature_management",
    "pressure": "icp_treatment_not_named",
    "skull": "decompressive_craniectomy",
}
