"""The words by which reports state the signs of the dictionary.

The dictionary says what each field means; these lines say how English prints it. They stay beside the
rules, not in the study's files: a word works only with its mode (stated, denied, raised, done), its
context (imaging, cerebrospinal fluid) and its syntax, which are code, and a test keeps every field named
here in the dictionary. Fields without a line are simply not proposed.

One line per field: patterns separated by ' | '. A pattern begins with letters (by which it is looked
up), may use the syntax of regular expressions, and must end at a word's end. `LEXICON` speaks of the words as such; `RAISED` of words that need 'raised' or 'low' beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from aneatlas.extraction.dispatch import first_letters
from aneatlas.extraction.keys import held
from aneatlas.extraction.sieve import Sieve, bits_of

_STATE = "(?:the |his |her |its |a |clear |full |normal |patient's |level of |levels of |state of |the level of )*(?:consciousness|conscience|sensorium|mental(?: status| state| condition|ity)|mentation|alertness|awareness|vigilance|arousal|wakefulness|responsiveness|conscious (?:level|state))"
#: At a Glasgow Coma Scale of 8 or less, where no number is given but a limit.
_DEEP = "(?:GCS|Glasgow Coma (?:Scale|Score))(?: \\(GCS\\))?(?: (?:score|scale|was|of|is|at|on|remained|fell|dropped|to|a|admission|arrival))*,? ?(?:(?:<|below|under|less than|lower than) ?[3-9]|(?:≤|<=|not above|no more than|at most) ?[3-8]|[3-8] or (?:less|lower|below))(?:/15)?(?!\\d|\\.\\d)"
#: 'Encephalopathy' as a state of the patient; as a part of a name of a disease ('acute necrotizing encephalopathy',
#: 'encephalopathy with a reversible splenial lesion') it says nothing of consciousness.
_STATE_OF_BRAIN = "(?:acute |severe |sudden |profound |deep |marked |progressive |rapid |rapidly progressive |rapidly progressing |fulminant |febrile |diffuse |global |worsening )*encephalopathy(?! (?:syndrome|type|with (?:an? |the )?(?:\\w+ )?(?:reversible|biphasic|bilateral|late|mild|febrile|inflam)|due|associated|related|of (?:childhood|unknown)|in (?:children|infan))| ?\\((?:A[EN]|ME))"
_NO_NAME = "(?<!necrotizing encephalopathy)(?<!necrotising encephalopathy)(?<!associated encephalopathy)(?<!related encephalopathy)(?<!hypoxic encephalopathy)(?<!ischemic encephalopathy)(?<!ischaemic encephalopathy)(?<!induced encephalopathy)(?<!epileptic encephalopathy)(?<!mild encephalopathy)"
_ALTERED = " | ".join(
    (
        _DEEP,
        f"(?:present(?:ed|ing)|manifest(?:ed|ing)|admitted|hospitali[sz]ed|transferred|referred|brought|seen|treated|fell ill)(?: to (?:\\w+ ){{1,4}}?)?(?: (?:acutely|initially|first))? (?:with|for|because of|in a state of) (?:[\\w-]+(?: [\\w-]+)?(?:,| and|, and|, as well as) ){{0,4}}?(?:an? |the )?{_STATE_OF_BRAIN}",
        f"(?:develop(?:ed|ing)|exhibited|suffered|experienced|lapsed into|progressed to|evolved to|culminated in|followed by) (?:[\\w-]+(?: [\\w-]+)?(?:,| and|, and|, as well as) ){{0,4}}?(?:an? |the )?{_STATE_OF_BRAIN}",
        f"encephalopathy{_NO_NAME} (?:(?:had|then|soon|rapidly|quickly|gradually|slowly|also) )*(?:developed|occurred|set in|ensued|supervened|began|appeared|worsened|deepened|progressed|cleared|improved|lasted|persisted|abated|lifted|subsided|resolved)(?! (?:in (?:\\w+ )?(?:patients|children|cases)|to ))",
        f"onset of (?:his |her |an? )?{_STATE_OF_BRAIN}",
        "(?:preceded|heralded|ushered in) (?:the |his |her |an )acute encephalopathy(?=[.,;]|$| (?:by|of this|in this))",
        f"encephalopathy{_NO_NAME}(?:,? and|,) (?:\\w+,? ){{1,5}}?(?:was|were|formed|dominated) (?:the )?(?:present|initial|first|leading|clinical|predominant|main|on admission)\\w*",
        "(?:reacted|responded|reacting|responding) neither to", "lost contact with (?:the|his|her|its) (?:environment|surroundings)", "drowsier", "sleepier", "(?:unable|no longer able) to recogni[sz]e (?:his|her|the|its) (?:mother|father|parents|family|relatives|surroundings|wife|husband)", "(?:no (?:reaction|response)|(?:did not|failed to|no longer) (?:react|respond)(?:ed)?) when (?:called|spoken|addressed|touched|pinched|shaken|stimulated)", "(?:reacted|responded|reacting|responding|reactions?|responses?|responsive) (?:only )?to (?:painful|noxious|strong|deep) stimul\\w+(?: only| alone|,? but not to (?:voice|speech|verbal|calls?))",
        "fail(?:ed|s|ing)? to recogni[sz]e (?:his|her|the|its) (?:mother|father|parents|family|relatives|surroundings|wife|husband)", "(?:dulling|clouding|dimming|blunting) of (?:the |his |her )?(?:mind|senses|awareness|consciousness)", "impossible to (?:a?rouse|wake|awaken)", "(?:could not|cannot) be brought round",
        *(f"{word} {_STATE}" for word in (
            "altered", "alterations? (?:of|in)", "lowering of", "falling", "dulled", "dimmed", "impaired", "impairments? (?:of|in)", "disturbed", "disturbances? (?:of|in)", "disorders? of", "decreased", "decreasing",
            "decreases? (?:of|in)", "drops? (?:of|in)", "fall (?:of|in)", "reduced", "reduction (?:of|in)", "depressed", "depression of", "clouded", "clouding of", "diminished", "diminution of", "declin(?:ed|ing)", "declines? (?:of|in)",
            "deteriorat(?:ed|ing)", "deterioration (?:of|in)", "fluctuating", "loss of", "lost", "loses", "losing", "(?<!no )(?<!any )(?<!significant )(?<!without )changes? (?:of|in)", "changed", "abnormal", "poor", "worsening(?: of)?", "lowered", "low", "lapses? (?:of|in)",
        )),
        r"(?:consciousness|sensorium|mentation|mental (?:status|state|condition)|conscious level|alertness|vigilance|wakefulness|responsiveness|awareness(?: of (?:his|her|its|the) (?:surroundings|environment))?)(?: level)? (?:(?!not\b|never\b|no\b)\w+ ){0,4}?(?:changed|worsening|deteriorating|declining|falling|abnormal|(?:grew|got|getting|growing) worse|went down|sank|slipped|waned|faded|deteriorated|declined|worsened|decreased|diminished|fell|dropped|altered|impaired|disturbed|clouded|reduced|depressed|lost|fluctuated)",
        r"(?:consciousness|sensorium|mentation|mental (?:status|state)|alertness) (?:was|were|is|had been|became) (?:not|no longer|never) (?:fully |entirely |completely |quite |wholly )?(?:clear|normal|intact|preserved|lucid)(?! (?:until|again))",
        # what comes back was gone
        r"(?:consciousness|awareness|alertness|mentation|mental status|responsiveness) (?:only |slowly |gradually |soon |then |had |was |did not )*(?:return(?:ed|ing|s)?|came back|come back|regained|recovered|restored|clear(?:ed|ing))", r"(?:(?:slowly|gradually|only|later|finally|eventually) (?:regain(?:ed|ing)|recover(?:ed|ing))|slow to regain) (?:full |clear |some |normal |complete |his |her |its )*(?:consciousness|awareness|alertness|vigilance)", r"regain(?:ed|ing) (?:full |clear |some |normal |complete |his |her |its )*(?:consciousness|awareness|alertness|vigilance) (?:only|slowly|gradually|very slowly)", r"(?:return|recovery|regaining|improvement) (?:of|in) (?:full |clear |his |her |its |the |level of |patient's )*(?:consciousness|awareness|alertness|vigilance|mental (?:status|state))", r"(?:consciousness|mental (?:status|state|condition)|alertness|vigilance|wakefulness|sensorium) (?:\w+ly |had |has |then |soon |began to |started to )*improv(?:ed|ing|es?)",
        r"(?:(?<=he )|(?<=patient )|(?<=child )|(?<=boy )|(?<=girl )|(?<=infant ))(?:was|became|grew|remained|seemed|appeared) (?:\w+ly )?clouded", r"c(?:a|o)me (?:round|to (?:himself|herself|his senses|her senses))",
        r"consciousness (?:disturbances?|disorders?|impairment|changes?|loss|alterations?|decline)",
        r"mental status (?:changes?|alterations?|deterioration|decline)", "mental (?:change|deterioration|obtundation|confusion|dullness|slowing|clouding|torpor)", "comatose mentality",
        "un-?conscious(?:ness)?", "(?:less|poorly|non-?|minimally|barely|not) responsive", "unrespons(?:ive|iveness)(?! to (?:anti|benzo|\\w*therap|\\w*treatment|steroid|drug|para|diaz|loraz|mida|pheny|fluid|medic|first|acet|ibup|immuno))",
        "(?:blurred|hazy|foggy|blunted|dull(?:ed)?|narrowed|obscured|suppressed|suspended|compromised|affected) (?:" + _STATE.removeprefix("(?:the |his |her |its |a |clear |full |normal |patient's |level of |levels of |state of |the level of )*") + ")",
        "(?:could|would|did) (?:not|no longer) (?:be )?(?:wake(?: up)?|awaken(?:ed)?|waken(?:ed)?|woken|a?roused?|respond(?: to (?:verbal|voice|pain|stimul\\w*|calls?|commands?|name|speech|his|her))(?! to treatment))", "(?:fail(?:ed|ure|ing)|unable) to (?:awaken|wake(?: up)?|a?rouse|regain (?:\\w+ )?consciousness)", "never (?:woke|awoke|awakened|regained (?:full )?consciousness)", "(?:did not|without) regain(?:ing)? (?:\\w+ )?consciousness",
        "(?:not|no longer) (?:fully |quite |entirely |completely |easily )?(?:rous(?:able|ed)|a?rousable|rouseable|wakeable|wakable|awake|alert|oriented|lucid|fully conscious|orientated|reacting to|responding to (?:verbal|voice|pain|stimul\\w*|calls?|commands?|name|speech|his|her))", "(?:could not|cannot|could hardly|hardly|barely) (?:be )?(?:woken|roused|aroused|awakened|wakened)", "only (?:responded|reacted|responding|reacting|responsive) to pain\\w*", "(?:could be |can be |was |only be )?(?:a?roused|woken|awakened|awoken|rousable|arousable) only (?:by|with|to|on|upon|after)", "(?:barely|hardly|scarcely|poorly) (?:rousable|arousable|rouseable)", "(?:responded|reacted|responding|responsive) only to (?:pain\\w*|noxious|strong|loud)",
        "(?:responded|reacted|responding|reacting|responsive) to pain only", "(?:stopped|ceased) (?:responding|reacting|answering)(?! to (?:\\w+ ){0,2}(?:treat|therap|anti|drug|steroid|medic|benzo))", "open(?:ed|s|ing)? (?:his|her|its|the) eyes only (?:to|on|upon|when|after)", "did (?:he|she|it|the \\w+) (?:regain|recover) (?:\\w+ )?consciousness", "eyes? open(?:ed|ing)? (?:only )?(?:to|on|upon) pain\\w*", "only (?:be )?(?:a?roused|woken|awakened) (?:by|with|to)", "(?:arousal|awareness|wakefulness) (?:was |were )?(?:\\w+ly )?(?:impaired|reduced|decreased|diminished|lost)", "mentally (?:clouded|obtunded|dull|confused|altered|slow(?:ed)?)", "minimally conscious(?! state)", "unaware of (?:his|her|its|the) (?:surroundings|environment)", "(?:did not|no longer|not) react(?:ed|ing)? to (?:being|speech|voice|calls?|stimul\\w*|touch|pain|his|her)", "(?:disconnected|detached|dissociated|cut off|estranged) from (?:its|his|her|the) (?:environment|surroundings|outside world)", "disconnection from (?:its|his|her|the) (?:environment|surroundings)", "out of contact", "(?:loss|lack) of contact with (?:the|his|her|its) (?:environment|surroundings)", "(?:did not|no longer|not) (?:recogni[sz]ed?|recogni[sz]ing) (?:his|her|the|its) (?:mother|father|parents|family|relatives|surroundings)", "(?:altered|impaired|disturbed|clouded|slowed) in (?:his|her|their) (?:mental|conscious)\\w*(?: status| state| level)?", "(?:deepening|clouded) encephalopathy", "talk(?:ed|s|ing)? nonsense", "(?:spoke|speaking|talked|talking) incoherently", "blackout", "passed out", "knocked out", "listless(?:ness)?", "sopor(?:ous|ific)?", "clouding", "twilight state", "incoherent(?: speech)?",
        "(?:consciousness|sensorium|mind|awareness) (?:was |had |became |becomes |grew |had become |has become )?(?:\\w+ly )?(?:clouded|dull|dimmed|blurred|dulled|failing|lost|impaired|lower|lowered|disturbed|faded|waned|worse|deteriorates?|fluctuates?|clouds|suffered)", "awareness deteriorat\\w+", "loses consciousness", "found (?:lying )?unconscious", "un-?a?rousable", "could (?:no longer|not) be (?:woken|roused|aroused|awakened)", "(?:hard|difficult) to (?:a?rouse|wake)", "semi-?conscious", "semi-?coma(?:tose)?",
        "obtund(?:ed|ation)", "stupor(?:ous)?", "obnubilat(?:ion|ed)", "apath(?:y|etic)", "torpor", "dazed",
        "psych(?:ic|ical) (?:alterations?|deterioration|changes?)", "altered in (?:his|her|its|the) (?:mental (?:status|state)|consciousness|sensorium|mentation)", "(?:in|with|of) an? (?:altered|clouded|reduced|depressed) state", "AMS", "ALOC", "torpid(?:ity)?", "no (?:reaction|response) to (?:\\w+ )?(?:stimul\\w+|pain|voice|speech|calls?|commands?)", "(?:reacted|responded|reacting|responding|reacts|responds) to nothing but", "AVPU(?: scale| score)?(?: (?:was|of|is|at|on|admission|arrival))*[ :=]*[VPU]", "(?:disorder|progressive (?:alteration|deterioration|loss|decline)) of (?:the )?(?:consciousness|mental status)", "(?:did|would|could|does) not open (?:his|her|its|the) eyes", "eyes (?:did|would|could) not open", "keeps? sleeping", "kept sleeping",
        "coma(?:tose|tous)?(?! scale| score)", "letharg(?:y|ic)", "drows(?:y|iness)", "sleepiness", "sleepy", "somnolen(?:t|ce)", "hypersomnolen(?:t|ce)", "confus(?:ion|ed|ional)", "deliri(?:um|ous)", "disorient(?:ed|ation)", "encephalopathic",
    )
)  # fmt: skip
LEXICON: dict[str, str] = {
    # prodrome
    "fever": "fever(?:s|ish|ishness)?(?<!yellow fever)(?<!dengue fever)(?<!scarlet fever)(?<!typhoid fever)(?<!enteric fever)(?<!rheumatic fever)(?<!hay fever)(?<!spotted fever)(?<!haemorrhagic fever)(?<!hemorrhagic fever)(?<!glandular fever)(?<!Lassa fever)(?<!Q fever)(?<!mediterranean fever)(?! phobia| clinic| chart| ward| hospital) | (?:felt|feeling|became|burning) (?:very )?hot | defervesc(?:ed|ence|ing) | temp(?:erature)?s? (?:of |up to |to |was |is |were |reached |reaching |spiking |peaked |at |had been )*(?:10[1-7])(?:\\.\\d)? ?(?:°|º|˚|degrees?)? ?F | hot to (?:the )?touch | (?:ran|running|run) a (?:high |raised )?temperature | temp(?:erature)?s?:? (?:of |up to |to |was |is |had been |had risen to |rose to |reached |reaching |spiking |peaked at |at )*(?:39|40|41|42|38)(?:\\.\\d)?(?![\\d.]\\d| ?(?:weeks|°|º|℃|˚|degrees? (?:C|F)|F\\b|/|%|,\\d|days|hours|h\\b|min))C? | temperature spikes? | febrile(?! infection-related) | pyrexia(?:l)? | hyper-?pyrexia(?:l)? | hyperthermia(?! therapy| treatment) | (?:high|elevated|raised)(?:-grade)? (?:body )?temperatures? | temperature (?:rose|was (?:high|raised|elevated)) | (?:rise|elevation|increase) (?:of|in) (?:the )?(?:body )?temperature",
    "hyperpyrexia": "hyperpyrexia",
    "cough": "cough(?:ing|ed)?",
    "rhinorrhoea": "rhinorrh(?:o)?ea | runny nose | nasal discharge | coryza | rhinitis",
    "sore_throat": "sore throat | pharyngitis | tonsillitis",
    "respiratory_symptoms": "upper respiratory (?:tract )?(?:infection|symptoms?|illness) | respiratory symptoms | URTI | URI",
    "pneumonia": "pneumonia | pneumonitis | bronchopneumonia",
    "vomiting": "vomit(?:ing|ed|s)? | emesis | throwing up",
    "diarrhoea": "diarrh(?:o)?ea | loose stools? | watery stools?",
    "gastrointestinal_symptoms": "gastroenteritis | gastrointestinal symptoms",
    "rash": "rash(?:es)? | exanthem(?:a)?",
    "headache": "headaches? | cephalalgia",
    "myalgia": "myalgias? | muscle pain",
    "fatigue": "fatigue | malaise | asthenia",
    # neurology
    "altered_consciousness": _ALTERED,
    "coma": _DEEP + " | coma(?:tose|tous)?(?! scale| score) | comatose mentality | Blantyre (?:coma )?(?:scale|score)(?: (?:score|was|of|is|at|on|admission|arrival|:))*[ :=]*[0-2](?:/5)?(?!\\d|\\.\\d)",
    "lethargy": "letharg(?:y|ic) | drows(?:y|iness) | somnolen(?:t|ce) | sleepy | sleepiness | hypersomnolen(?:t|ce)",
    "confusion": "confus(?:ion|ed) | deliri(?:um|ous) | disorient(?:ed|ation)",
    "hallucinations": "hallucinat(?:ions?|ing|ed|ory)",
    "irritability": "irritab(?:le|ility) | behaviou?ral changes? | agitation | agitated | abnormal behaviou?r | restless(?:ness)?",
    "seizure": "seizures?(?! prophyla| precaution| clinic| threshold| disorder) | fit(?<=\\ba fit)(?! (?:and|young|man|woman|child|boy|girl|adult|for|\\d)) | (?:generali[sz]ed|epileptic|grand mal|tonic|clonic|second|first|further|another|prolonged|focal|brief|major|febrile|partial) fit(?!\\w) | (?:was|began|started|found) fitting | (?:tonic|clonic|rhythmic|generali[sz]ed|rhythmical|convulsive|involuntary) (?:\\w+ )?(?:twitching|jerking|jerks)(?: of (?:the |his |her |all )?(?:\\w+ )?(?:limbs?|arms?|legs?|extremit\\w+|face))? | (?:jerking|twitching|convulsive) movements (?:of|in) | (?:twitching|jerking) of (?:the |his |her |all |all four |both )*(?:\\w+ )?(?:limbs|arms?|legs?|extremit(?:y|ies)|face|mouth) | ictal (?:event|episode)s? | epileptic state | seizing | status convulsivus | convulsively | went into (?:a )?(?:status|convulsions?|seizures?|fit) | GTCS | GTCs | GTC | comitial (?:crisis|crises|attacks?) | epileptic status | febrile status | twitch(?:ed|ing|es)?(?= rhythmically| (?:on|in|of|with) (?:the |his |her )*(?:left|right|whole|all|both|face|facial|arm|leg|limb|body|extrem)) | (?:evolv|progress|develop|degenerat|turn|pass|laps|merg)(?:ed|ing) (?:in)?to (?:an? )?(?:\\w+ )?status(?= |[.,;)]|$) | seize(?! (?:the|on|upon|this|an?)\\b) | convulse | convulsions? | convulsive(?! status| shock) (?:episodes?|attacks?|movements?|activity|fits?|crisis|crises) | convulsed | convulsing | status epilepticus | convulsive status | seized(?! by| on| the) | fits(?<!case fits)(?<!picture fits)(?<!it fits)(?<!that fits)(?<!which fits)(?<!finding fits)(?<!diagnosis fits)(?<!pattern fits)(?<!course fits)(?<!this fits)(?<!presentation fits)(?<!constellation fits)(?<!also fits)(?<!best fits)(?<!well fits)(?! (?:the|our|well|best|better|perfectly|neatly|into|with (?:it|the|our|this|that|a|an|what)|in(?:to)? (?:the|our|this|a))\\b)(?= |[.,;]) | epileptic (?:attacks?|fits?|episodes?|crisis|crises) | tonic[- ]clonic (?:attacks?|movements?|jerks|fits?|episodes?) | clonic (?:jerks|movements) | hemiconvulsions? | epileptic insults? | (?:tonic|infantile|epileptic) spasms?",
    "focal_seizure": "focal (?:onset |motor |clonic )*(?:seizures?|convulsions?) | partial seizures? | hemiconvulsions?",
    "generalised_seizure": "GTCS | generali[sz]ed (?:tonic[- ]clonic |tonic |clonic |motor )*(?:seizures?|convulsions?) | tonic[- ]clonic (?:seizures?|convulsions?) | grand mal",
    "status_epilepticus": "status epilepticus | (?:seizures?|convulsions?) (?:\\w+ )?(?:turned|evolved|progressed|passed|went|developed) into (?:a )?status | convulsive status | status convulsivus | epileptic (?:status|state) | febrile status | went into (?:a )?status | (?:evolv|progress|develop|degenerat|turn|pass|laps|merg)(?:ed|ing) (?:in)?to (?:an? )?(?:\\w+ )?status(?= |[.,;)]|$)",
    "refractory_status_epilepticus": "refractory status epilepticus | super-?refractory status",
    "posturing": "decerebrat(?:e|ion) | decorticat(?:e|ion) | opisthoton(?:os|us|ic) | extensor posturing | abnormal posturing | posturing",
    "hypotonia": "hypotoni(?:a|c) | flaccid(?:ity)? | decreased (?:muscle )?tone",
    "hypertonia": "hypertoni(?:a|c) | spastic(?:ity)? | rigidity | increased (?:muscle )?tone",
    "focal_deficit": "hemipare(?:sis|tic) | hemiplegi(?:a|c) | focal (?:neurological |neurologic )?(?:deficits?|signs?) | facial (?:palsy|paralysis|nerve palsy|weakness) | tetrapare(?:sis|tic) | quadripare(?:sis|tic) | tetraplegi(?:a|c) | quadriplegi(?:a|c) | monopare(?:sis|tic) | paraplegi(?:a|c) | paraparesis | limb weakness",
    "dystonia": "dystoni(?:a|c)",
    "other_movement_disorder": "chore(?:a|oathetosis|iform) | tremors? | myoclon(?:us|ic) | athetosis | dyskinesias?",
    "pyramidal_signs": "pyramidal (?:tract )?signs? | Babinski | extensor plantar(?: (?:responses?|reflex(?:es)?))? | hyperreflexi(?:a|c) | ankle clonus | brisk (?:deep )?(?:tendon )?reflexes",
    "ataxia": "ataxi(?:a|c)",
    "gait_disturbance_acute": "gait (?:disturbances?|instability|disorder|abnormalit(?:y|ies)|ataxia) | unsteady gait | unsteadiness | unable to walk",
    "dysarthria": "dysarthri(?:a|c) | slurred speech | slurring of speech | speech (?:disturbances?|difficult(?:y|ies)|impairment) | aphasi(?:a|c) | mutism",
    "eye_movement_abnormal": "gaze (?:deviation|palsy|preference) | nystagmus | ophthalmoplegia | ocular (?:palsy|deviation) | eye deviation | strabismus | deviation of the (?:eyes|gaze) | deviated (?:eyes|gaze) | upward gaze | sixth nerve palsy | abducens | oculogyric",
    "diplopia": "diplopia | double vision",
    "pupils_abnormal": "anisocori(?:a|c) | dilated (?:and fixed |fixed |unreactive )?pupils? | fixed (?:and dilated )?pupils? | pinpoint pupils | mydria(?:sis|tic) | miosis | miotic pupils | pupils (?:were |became )?(?:fixed|dilated|unequal|unreactive|non-?reactive)",
    "raised_icp": "(?:raised|increased|elevated|high) (?:intra-?cranial pressure|ICP) | intracranial hypertension | papill(?:o)?edema | bulging (?:anterior )?fontanel(?:le)?",
    # systemic
    "shock": "shock(?! wave| lung) | circulatory (?:failure|collapse|insufficiency) | h(?:a)?emodynamic(?:ally)? (?:instability|unstable|collapse|failure)",
    "hypotension": "hypotensi(?:on|ve)",
    "respiratory_failure": "respiratory (?:failure|insufficiency|arrest|distress) | apn(?:o)?ea | acute respiratory distress syndrome | ARDS",
    "abnormal_breathing": "Cheyne[- ]Stokes | irregular (?:breathing|respiration)s? | hyperventilation | Kussmaul",
    "hepatomegaly": "hepatomegaly | hepatosplenomegaly | enlarged liver",
    "hepatic_failure": "(?:acute )?liver failure | hepatic failure | fulminant hepatitis",
    "kidney_injury": "acute kidney injury | renal failure | acute renal (?:failure|injury) | AKI",
    "dic": "disseminated intravascular (?:coagulation|coagulopathy) | DIC",
    "coagulopathy": "coagulopath(?:y|ic) | coagulation (?:disorder|abnormalit(?:y|ies)|disturbances?) | deranged (?:clotting|coagulation)",
    "gi_bleeding": "(?:gastro-?intestinal|upper GI|GI) (?:bleeding|h(?:a)?emorrhage) | hematemesis | haematemesis | mel(?:a)?ena | coffee[- ]ground",
    "rhabdomyolysis": "rhabdomyolysis",
    "diabetes_insipidus": "diabetes insipidus",
    "multi_organ_failure": "multi(?:ple)?[- ]?organ (?:system )?(?:failure|dysfunction)(?: syndrome)? | MODS",
    "cytokine_storm": "cytokine storm | hypercytokin(?:a)?emia | cytokine release syndrome",
    "haemophagocytosis": "h(?:a)?emophagocyt(?:ic|osis) | macrophage activation",
    # imaging
    "thalamic_lesions_bilateral": "bilateral(?:ly)?(?: and)?(?:,? symmetric(?:al)?(?:ly)?)?(?: [\\w-]+,?){0,6} thalam(?:i|ic|us) | both thalami | thalami (?:bilaterally|on both sides) | bithalamic | (?:left|right) thalamus(?: [\\w-]+){0,4},? (?:and|plus) (?:another|one|an? \\w+ one) (?:\\w+ )?(?:in|of|on|within) the (?:right|left)(?: one| side| thalamus)?(?=[.,;)]|$| (?:was|were|one)) | symmetric(?:al)?(?:ly)? (?:[\\w-]+,? ){0,6}thalam(?:i|ic|us) | thalam(?:i|ic|us) (?:\\w+ ){0,4}bilateral(?:ly)? | (?<!between )(?<!between the )(?:left and right|right and left) thalam(?:i|ic|us)",
    "lesions_symmetric": "symmetric(?:al)?(?:ly)? | symmetry(?= of (?:the )?(?:\\w+ )?lesions)",
    "lesions_multifocal": "multi-?focal | multiple(?: \\w+){0,3} lesions | numerous lesions",
    "restricted_diffusion": "(?:ADC|apparent diffusion coefficient)(?: maps?| values?)?(?: \\(ADC\\))?(?: of (?:\\w+ ){1,4}?(?:was|were|is)|,? being|:) (?:\\w+ly )?(?:strong(?:ly)? |marked(?:ly)? )?(?:low(?:ered)?|reduced|decreased?|reduction|diminished|dark|hypointense) | (?:ADC|apparent diffusion coefficient)(?: \\(ADC\\))? (?:signal )?(?:reduction|decrease|hypointensit\\w+|lowering|drop(?:out)?|loss) | (?:drop|loss|fall|reduction|decrease) (?:of|in) (?:the )?signal (?:on|in) (?:the )?(?:ADC|apparent diffusion coefficient) | signal (?:loss|drop(?:out)?) (?:on|in) (?:the )?(?:ADC|apparent diffusion coefficient) | diffusion[- ]restrictions | restrict(?= on (?:DWI|diffusion)) | (?:DWI|ADC|diffusion)(?:(?!\\b(?:no|not|without|nor|free)\\b)[^.;,]){0,40}? restrict(?:ion|ed) | (?:ADC|apparent diffusion coefficient)(?: \\w+){0,2}? (?:showed|shows|revealed|displayed|disclosed|with|had|as) (?:an? )?(?:\\w+ )?(?:dark|black|low|hypointens\\w+) | (?:dark|hypointense|black|low)(?: signal| intensity| values?)* (?:on|in) (?:the )?(?:ADC|apparent diffusion coefficient) | (?:reduced|decreased|restricted) diffusivity | diffusivity (?:was|is) (?:\\w+ )?(?:reduced|decreased|low|restricted) | ADC values?(?: \\w+){1,3} (?:was|were) (?:low|reduced|decreased) | limited diffusion | restriction on (?:DWI|diffusion) | ADC(?: maps?)? (?:was |were )?(?:\\w+ )?(?:hypointens\\w+|dark) | diffusion (?:was|is|were) (?:(?!not|un)\\w+ )?(?:restricted|limited|reduced|impaired|impeded|hindered|decreased) | restrict(?:ed|ing|ion of|ive) (?:water )?diffusion | diffusion[- ]restrict(?:ion|ed|ing) | (?:reduced|decreased|impaired|low) (?:water )?diffusion | (?:decrease|drop|reduction|fall|loss|hypointensity|low signal) (?:of signal )?(?:on|in) (?:the )?(?:corresponding )?(?:ADC|apparent diffusion) | (?:low|decreased|reduced|lowered) (?:apparent diffusion coefficients?|ADCs?) | (?:decrease|reduction) (?:of|in) (?:the )?(?:ADC|apparent diffusion coefficient) | (?:ADC|apparent diffusion coefficient)(?: \\(ADC\\))?(?: \\w+)? (?:was|were|is|are|values? (?:was|were)) (?:\\w+ )?(?:decreased|reduced|low(?:ered)?|diminished) | cytotoxic (?:o)?edema | restricted on (?:DWI|diffusion)",
    "trilaminar_pattern": "trilaminar | concentric | target[- ]?like | tricolou?r(?: pattern)? | three[- ]layered | laminar pattern",
    "imaging_enhancement": "contrast[- ]enhanc(?:ement|ing) | (?:rim|ring|peripheral|rim-like|ring-like|gadolinium)[- ]?enhanc(?:ement|ing) | enhancing lesions? | enhancement | enhanced (?:after|with|following) (?:\\w+ ){0,2}(?:contrast|gadolinium)",
    "herniation": "herniation | herniated",
    "hydrocephalus": "hydrocephalus",
    "imaging_oedema": "(?:brain|cerebral|brainstem|pontine|thalamic|cytotoxic|vasogenic) (?:o)?edema | (?:brain|cerebral|thalamic) swelling | diffuse (?:\\w+ )?(?:o)?edema | swelling of | swollen (?:brain|thalami|brainstem) | (?:o)?edema of",
    # csf, blood and eeg without numbers
    "csf_pleocytosis": "pleocytosis | leu[kc]ocytosis | lymphocytosis | hypercellular(?:ity)?",
    "eeg_slowing": "slow(?:ing|[- ]wave activity|[- ]waves?| background| activity) | diffuse(?:ly)? slow | delta (?:activity|waves?)",
    "eeg_epileptiform": "epileptiform | spikes? | spike[- ]and[- ]wave",
    "eeg_periodic": "periodic (?:lateralized |lateralised )?(?:epileptiform )?discharges | PLEDs",
    "eeg_burst_suppression": "burst[- ]suppression",
    # genetics and family
    "familial": "familial(?! recurrences?| aggregation| mediterranean| hypercholest| suscept| predispos| forms?| cases?| clustering| and recurrent| or recurrent) | familial (?:case|form)(?= of (?:\\S+ )?acute necroti) | sibships?(?= of| with| in) | family history (?:of|(?:was |is )?positive for|(?:was )?(?:notable|remarkable|significant) for) (?:\\w+ )?(?:ANE|acute necroti[sz]ing|encephalopathy) | (?:family members|members of (?:the|his|her|this|their) family|relatives) (?:were|was|had been|had (?:all )?also been|also|had also been) affected",
    "consanguinity": "consanguin(?:eous|ity)",
    "recurrent": "(?:previously|already|once) been (?:admitted|treated|hospitali[sz]ed|seen) (?:with|for|because of) (?:an? )?(?:\\w+ )?(?:ANEC?\\b|ENA\\b|acute necroti[sz]ing|encephalopathy) | (?:admitted|treated|hospitali[sz]ed|seen) (?:\\w+ )?(?:years?|months?) (?:earlier|before|previously|ago) (?:with|for|because of) (?:an? )?(?:\\w+ )?(?:ANEC?|ENA|acute necroti[sz]ing) | (?:second|third|fourth|new|further|another) (?:episode|attack|bout)(?=[.,;]|$| (?:of (?:the|this) (?:disease|illness)|was (?:fulminant|fatal|milder|worse|more severe|less severe)|killed|(?:\\w+ )?(?:years?|months?) later|at (?:the )?age)) | (?:two|three|four|five) (?:\\w+ )?(?:episodes|attacks|bouts) in (?:which|all) | (?:had |who had |has )(?:already |previously |once )+(?:had|suffered|survived|experienced|overcome) (?:an? )?(?:ANEC?|ENA|acute necroti[sz]ing) | (?:survived|come through|overcome|gone through) (?:ANEC?|ENA|acute necroti[sz]ing (?:h(?:a)?emorrhagic )?enceph\\w+)(?= (?:as an|at (?:the )?age|in (?:infancy|19|20)|when|(?:\\w+ )?(?:years?|months?) (?:ago|before|earlier)|before|earlier|previously)|[.,;]) | (?:ANEC?|acute necroti[sz]ing enceph\\w+) for the (?:second|third) time | (?:similar|identical|same|comparable|analogous|like) (?:(?:episode|attack|illness|event)(?= (?:had (?:occurred|been|happened|taken place)|(?:\\w+ )?(?:years?|months?) (?:ago|before|earlier|previously)|at (?:the )?age|when (?:he|she) was|in (?:19|20)\\d\\d))|(?:symptoms|signs|events?|attacks?|episodes?|complaints|clinical picture|picture|thing)(?= (?:had|have) (?:already |once |also |first |previously |been |occurred |happened |appeared |taken place |experienced |to (?:him|her) )+(?:at|when|in (?:19|20)\\d\\d|(?:\\w+ ){1,2}(?:years?|months?) (?:ago|before|earlier|previously)|(?:(?:once|twice|\\w+ times) )?(?:before|previously|in the past|earlier)(?=[.,;]|$)))) | (?:the )?(?:disease|illness|encephalopathy|ANEC?) (?:recur(?:red)?|relapsed?|came back)(?! (?:to|home)) | relapses?(?= (?:of (?:the )?(?:disease|illness|encephalopathy|ANE)|occurred|was|were|took place)|[.,;]|$) | recurrences?(?= ?(?:[.,;]|$|in |during |within |after |has |had |of the (?:disease|illness))) | (?:already |previously |once |earlier )?(?:survived|had|suffered|experienced|overcome|come through|gone through|been through|lived through|undergone) (?:already |previously )?(?:an? |one |the |a first |her first |his first )?(?:earlier |previous |prior |first |former )?(?:episode|attack|bout|occurrence) of (?:\\w+ )?(?:ANEC?|ENA|acute necroti[sz]ing \\w+|encephalopathy|the (?:same )?(?:disease|illness))(?= (?:\\w+ )?(?:in the past|before|earlier|previously|(?:\\w+ )?(?:years?|months?) (?:ago|before|earlier|previously)|at (?:the )?age|in (?:19|20)\\d\\d|when|as an? )) | (?:earlier|prior|past|former|first) (?:episode|attack|bout) of (?:\\w+ )?(?:ANEC?|ENA|acute necroti[sz]ing) | recurrences? (?:occurred|was|were|took place) | recurrent (?:ANE|AESD|MERS\\b|AHLE|ADEM|acute necroti[sz]ing|acute encephalopathy|encephalopathy|episodes? of (?:\\w+ )?encephalopathy) | (?:recurrence|relapses?) of (?:\\w+ )?(?:ANE|AESD|MERS|AHLE|ADEM|encephalopathy|encephalitis|acute necroti[sz]ing) | (?:ANEC?|ENA) (?:\\w+ )?(?:recurred|relapsed) | (?:two|three|four|five|second|third|repeated|several|previous|multiple) (?:\\w+ )?(?:episodes?|attacks?|bouts?|occurrences?) of (?:\\w+ )?(?:ANE|ENA|acute necroti[sz]ing|encephalopathy|the disease)",
    # course
    "icu": "intensive care(?: unit)? | PICU | NICU | ICU | critical care(?: unit|(?= (?:was|became|management|support)))",
    "invasive_ventilation": "(?:needed|required|requiring|needing|received|put on|placed on|started on|under) (?:a )?(?:ventilation|respirator|ventilator-assisted respiration) | respirator(?= (?:for|was|therapy|treatment)) | mechanical(?:ly)? ventilat(?:ion|ed)(?: support)? | intubat(?:ed|ion|ing) | endotracheal intubation | invasive(?:ly)? ventilat(?:ion|ed) | ventilator | artificial(?:ly)? (?:ventilat(?:ion|ed)|respiration) | ventilatory support | ventilation(?= (?:was|were|became) (?:\\w+ )?(?:required|needed|necessary|started|begun|instituted|initiated)) | ventilated | (?:could be |able to be )?extubat(?:ed|ion)",
    "vasoactives": "inotrop(?:es|ic)(?: support)? | vasopressors? | vasoactive(?: drugs| support)? | noradrenaline | norepinephrine | dopamine | epinephrine | dobutamine | milrinone",
    "renal_replacement": "h(?:a)?emodialysis | continuous (?:veno[- ]?venous )?h(?:a)?emo(?:dia)?filtration | renal replacement | CRRT | CVVH(?:D|DF)?",
    "ecmo": "ECMO | extracorporeal membrane oxygenation",
    "tracheostomy": "tracheostom(?:y|ized) | tracheotomy",
    "rehabilitation": "rehabilitation | physiotherapy | physical therapy",
    "brain_death": "brain[- ]dea(?:d|th)",
    "autopsy_done": "autopsy | autopsied | post-?mortem (?:examination|pathology|study|analysis|neuropathology) | necropsy",
    # sequelae
    "epilepsy_after": "epilepsy | anti-?epileptic treatment at follow-up",
    "vegetative_state": "vegetative state | persistent vegetative",
    "cognitive_impairment": "cognitive (?:impairments?|deficits?|decline|dysfunction|problems|difficulties) | memory (?:impairment|deficits?|loss)",
    "intellectual_disability": "intellectual (?:disability|impairment) | mental retardation",
    "developmental_delay": "developmental (?:delay|regression|retardation) | psychomotor (?:delay|retardation|regression)",
    "behaviour_change": "personality changes? | behaviou?ral (?:problems|disorders?|difficulties|disturbances?)",
    "visual_impairment": "visual (?:impairment|loss|deficits?) | vision loss | cortical blindness | blindness",
    "hearing_impairment": "hearing (?:loss|impairment) | deafness",
    "feeding_tube_late": "gastrostomy",
}  # fmt: skip

#: Fields that mean 'X was raised' (or low): the words for X.
RAISED: dict[str, str] = {
    "transaminases_raised": "liver enzymes? | (?:liver|hepatic)(?:,| and|/)? ?(?:renal|kidney|thyroid)(?:,? and (?:renal|kidney|thyroid))? functions?(?: tests?)? | (?:liver|hepatic) and (?:renal|kidney) (?:parameters|values|tests|profiles?) | liver (?:values|parameters|profile|panel|chemistry|biochemistry) | LFTs? | ASAT | ALAT | hepatic (?:transaminases|panel|profile|tests?) | transaminases? | SGOT | SGPT | GOT | GPT | aminotransferases? | liver function tests? | liver function | liver tests | hepatic (?:enzymes?|function) | AST | ALT | liver transaminases",
    "ammonia_raised": "ammonia(?: levels?)?",
    "csf_protein_raised": "CSF protein(?: levels?| concentration)? | proteins?(?<!reactive protein)(?<!reactive proteins)(?<!phase proteins)(?<!oligoclonal protein)(?: levels?| content| concentrations?)?(?! electrophoresis| C\\b| S\\b|-bound) | CSF albumin | (?:albumin|protein)or+h?achia | albumin(?= (?:\\w+ ){0,3}(?:CSF|cerebrospinal))",
    "inflammatory_markers_raised": "inflammatory (?:markers|parameters|indices|values|indexes) | inflammation (?:markers|parameters) | markers of inflammation | hs-?CRP | acute[- ]phase (?:reactants|proteins) | CRP | reactive protein | procalcitonin | (?:serum )?ferritin | interleukin[- ]?6 | IL-?6",
    "prothrombin_prolonged": "prothrombin time | INR",
    "csf_pleocytosis": "(?:white |nucleated )?cell counts? | white (?:blood )?cells?(?! enzym)(?: counts?)? | leu[kc]ocytes?(?: counts?)? | number of (?:white )?cells | CSF (?:monocytes|lymphocytes|mononuclears) | (?:monocytes|lymphocytes|mononuclears)(?=(?:,? and (?:total )?proteins?)? (?:in|of) (?:the |his |her )?(?:CSF|cerebro)) | cells | cellularity | elements | WBCs?(?: counts?)?",
}  # fmt: skip
LOWERED: dict[str, str] = {"platelets_low": "platelets?(?: counts?)? | thrombocytes?(?: counts?)? | PLT"}
#: Words of a whole panel: 'normal' denies the field, anything else says nothing of it.
PANELS: dict[str, str] = {
    "platelets_low": "(?:full |complete )?blood (?<!white blood )(?<!red blood )(?:cell )?counts? | (?:blood )?chemistr(?:y|ies) and (?:blood )?counts | CBC | FBC | h(?:a)?emogram | blood picture",
}
#: 'MRI was characteristic of haemorrhagic encephalitis': the images bled, whatever the disease is called.
_NAMED_BLEEDING = "(?:characteristic|typical|indicative|suggestive|diagnostic|in keeping|consistent|compatible) (?:of|with) (?:an? |the )?(?:acute )?h(?:a)?emorrhagic (?:necroti[sz]ing )?(?:leu[kc]o-?)?enceph\\w+"
#: Words that alone say it.
RAISED_WORDS: dict[str, str] = {
    "transaminases_raised": "hypertransaminas(?:a)?emia | hypertransaminasemia | liver (?:was|is) (?:(?!not|never)[\\w]+ ){0,3}?(?:affected|involved|damaged) | (?:liver|hepatic|hepatocellular) (?:dysfunction|involvement|injury|damage|impairment|cytolysis) | transaminitis | deranged liver function | abnormal liver (?:function|enzymes) | (?:acute|fulminant) hepatitis",
    "ammonia_raised": "hyperammon(?:a)?emi(?:a|c)",
    "csf_protein_raised": "hyperprotein(?:or|r)+h?achia | proteinor+achia | hyperalbuminorrachia | (?:albumin|protein|cyto-?albumin|cyto-?protein)o?[\\w-]* dissociation | cytoalbuminous dissociation | dissociation (?:cyto-?albuminique|between (?:protein|cells))",
    "platelets_low": "thrombo(?:cyto)?p(?:a)?eni(?:a|c) | pancytop(?:a)?eni(?:a|c)",
    "inflammatory_markers_raised": "hyperferritin(?:a)?emia | (?:biological|laboratory) (?:signs?|evidence) of (?:systemic )?inflammation | inflammatory syndrome(?<!multisystem inflammatory syndrome)(?<!multi-system inflammatory syndrome)(?<!reconstitution inflammatory syndrome)(?<!autonomic inflammatory syndrome)(?! (?:in children|associated|temporally))",
    "imaging_haemorrhage": "h(?:a)?emorr?h?ag(?:es?|ic)(?! shock| fever| necroti[sz]ing (?:leu[kc]o)?encephal| (?:leu[kc]o-?)?encephal| cystitis| disease| diathesis| rash| diarrh| dengue| colitis| gastritis| fluid| CSF)(?! (?:and|or) (?:shock|coagul)) | " + _NAMED_BLEEDING + " | microh(?:a)?emorrhages? | micro-?bleed(?:s|ing)? | petechia(?:l|e)(?! rash) | bleed(?:s|ing)?(?! time| tendency| disorder| diathesis| from (?:the )?(?:nose|gums|gut|stomach|bowel|mouth|skin)) | bled(?! from) | hyperdense (?:blood|clots?) | (?:indicat|suggest|represent|signif|reflect|mean)(?:ed|ing|es|s|ying|ied|t)? (?:fresh |recent |acute )?blood | (?:contain|show|reveal)(?:ed|ing|s)? (?:old |fresh |recent |small amounts of )*blood(?! (?:flow|vessel|cell|supply|clot))(?= (?:on|in|at|within)|[.,;]) | susceptibility (?:\\w+ )?change | h(?:a)?emosiderin | h(?:a)?ematomas? | blood products | (?:susceptibility|signal|gradient[- ]echo|T2\\*) blooming | blooming(?: artefacts?| artifacts?| foci| on| effect)? | (?:intracerebral|intraparenchymal|thalamic|pontine|parenchymal) blood | blood (?:degradation|breakdown) products | susceptibility (?:foci|artefacts?|artifacts?|dropouts?) | extravasat\\w+ | methemoglobin | methaemoglobin",
    "imaging_necrosis": "(?:auto)?necrosis(?! factor) | (?:auto)?necrotic | (?:became|become|becoming|was|were|turned|partly|partially|centrally|multi) ?cystic | necroti[sz](?:ing|ed) (?:\\w+ ){0,2}?(?:lesions?|changes?|areas?) | cavitat(?:es?|ion|ions|ing|ed|y|ory) | cavit(?:y|ies) | cystic (?:\\w+ )?(?:changes?|degeneration|lesions?|encephalomalacia|transformation|formation|components?|areas?) | cyst formation | (?<!arachnoid )(?<!renal )(?<!kidney )(?<!hepatic )(?<!pineal )cysts | liquefact(?:ion|ive)",
}  # fmt: skip
#: Words that alone deny.
DENIED: dict[str, str] = {
    "fever": "temperature (?:never|did not|had never|had not|at no time) (?:exceed(?:ed)?|r(?:ise|ose|isen) above|went above|go(?:ne)? above|reach(?:ed)?) 3[78] | (?:body )?temperature (?:was|remained|had been|stayed) (?:always |consistently |entirely |completely )?normal(?! (?:after|by|from|on day|again)) | afebrile | apyretic | apyrexi(?:a|al|c) | normothermi(?:a|c)",
    "altered_consciousness": "(?:level of consciousness|consciousness|mental status|sensorium): (?:normal|clear|intact) | (?:mental (?:status|state)|mentation|sensorium|level of consciousness) (?:was|is|remained) (?:entirely |completely |always )?(?:normal|intact|preserved|clear|undisturbed)(?! (?:again|by|after|until|from)) | fully (?:conscious|alert|awake|orient(?:at)?ed|lucid) | awake and (?:\\w+ )?(?:alert|orient(?:at)?ed|lucid|cooperative|responsive) | alert, (?:awake|orient(?:at)?ed|cooperative) | (?:remained|was|were|stayed) (?:\\w+ )?(?:awake|lucid)(?! (?:interval|again))(?! (?:when|until|after|again|by|on day)) | consciousness (?:was |were )?(?:not|never|un)(?: been)? ?(?:impaired|disturbed|altered|affected|lost|clouded) | (?:normal|clear|preserved|intact|undisturbed) (?:level of )?(?:consciousness|sensorium|mental status|mentation) | (?:was|remained|is) (?:fully |still |quite |always )?(?:alert|conscious)(?= (?:and (?:\\w+ )?(?:orient\\w+|answer\\w+|cooperative|talk\\w+|obey\\w+)|(?:on|at|upon) (?:arrival|admission|examination|presentation)|throughout|at all times|all the time)) | conscious and (?:oriented|alert) | alert and (?:oriented|conscious|playful|active|interactive|responsive|cooperative|attentive|lively|talkative) | consciousness (?:was|remained|stayed) (?:normal|clear|preserved|intact|unaffected|undisturbed|unimpaired|unaltered|unclouded) | mental (?:status|state) (?:was|remained) (?:unremarkable|unimpaired|unaltered) | (?<!lost )(?<!losing )(?<!loss of )(?<!regained )(?<!without )clear consciousness",
    "transaminases_raised": "liver (?:was|is|remained) (?:not|un|never) ?(?:affected|involved|damaged)",
    "recurrent": "(?:did|has|have|had) not (?:recur(?:red)?|relapsed?) | no (?:further|other|more|second|new) (?:episodes?|attacks?|bouts?) (?:of (?:\\w+ )?(?:ANE|encephalopathy|acute necroti\\w+|the disease)|occurred|was|were|has|have|followed)",
    "csf_pleocytosis": "acellular | cell-free",
    "restricted_diffusion": "diffusion (?:was|is|were) (?:not |un)restricted | (?:DWI|ADC maps?|diffusion-weighted (?:imaging|images|MRI))(?: \\w+)? (?:showed|revealed|disclosed|with|was|were) (?:no|without|free of)(?: \\w+)? restriction | facilitated diffusion | (?:did|does|do) not restrict(?: diffusion)? | (?:DWI|ADC maps?|diffusion-weighted (?:imaging|images|MRI))(?: \\w+)? (?:did not|failed to|does not) (?:show|reveal|demonstrate|disclose)(?: any)?(?: \\w+)? restriction",
    "seizure": "seizure[- ]free",
    "lesions_symmetric": "a-?symmetric(?:al)?(?:ly)?(?= (?:[\\w-]+,? ){0,3}?(?:lesions?|involvement|signals?|changes|abnormalit|hyperintens|thalam|distribut|affect)) | (?:lesions?|involvement|changes|abnormalities|hyperintensities|signals?)(?: (?:of|on|in) (?:the |both )?\\w+){0,2} (?:was|were|is|are|appeared|looked|remained) (?:\\w+ly |somewhat |rather )?(?:a-?symmetric(?:al)?|not symmetric(?:al)?)",
}
#: A gene by its symbol (no virus, no other abbreviation), and what is told of a change in one: it was looked for.
_SYMBOL = "(?!(?:SARS|MERS|COVID|HHV|HSV|EBV|CMV|VZV|HIV|RSV|WNV|JEV|HCV|HBV|RNA|DNA|CSF|PCR|MRI|EEG|ECG|CT|BAL|NGS|IgG|IgM)[\\d-]*\\b)(?-i:[A-Z][A-Z0-9]{2,8})"
_A_CHANGE = "(?:(?!(?:no|not|any|virus|viral|strain|escape|influenza|SARS|COVID|pathogen)\\b)[\\w.>*-]+,? ){0,6}?(?:mutations?|(?<!novel )(?<!normal )(?<!anatomical )(?<!delta )(?<!omicron )(?<!new )variants?(?! (?:of (?:the )?(?:SARS|virus|COVID|influenza|concern|disease|syndrome|ANE|acute)|CJD)))"
_OF_A_GENE = " | ".join(
    (
        f"(?:sequencing|(?:sequence|mutation(?:al)?|molecular|gene|genetic|DNA) analys[ie]s) of (?:the )?(?:gene )?{_SYMBOL}",
        f"(?:(?<=he )|(?<=patient )|(?<=child )|(?<=boy )|(?<=girl )|(?<=infant )|(?<=who ))(?:carries|carried|harbou?red|harbou?rs|bore|possessed) (?:an? |the |two |both |compound ){_A_CHANGE}",
        f"(?:analys[ie]s|sequencing|testing|tests?|panel|studies|study|investigations?|work-?up|screening)(?: of(?: (?!virus|viral|strain|isolate|pathogen)\\w+){{1,4}}?)? (?:identified|uncovered|disclosed|revealed|detected|demonstrated|showed|found|confirmed) (?:an? |the |two |both |compound ){_A_CHANGE}",
        f"(?:heterozygous|homozygous|hemizygous) for (?:an? |the )?{_A_CHANGE}",
        f"(?:mutations?|variants?|deletions?|duplications?) (?:in|of|within) (?:the )?(?:gene )?{_SYMBOL}(?: gene)? (?:was|were|could be) (?:also |then )?(?:identified|found|detected|disclosed|discovered|demonstrated|uncovered|confirmed)(?! in (?:\\w+ )?(?:families|cases|patients|children))",
    )
)
#: Tests: done, or said not to be done. The value is what the words of the sentence do with them.
DONE: dict[str, str] = {
    "mri_done": "MRI | magnetic resonance(?: \\(MR\\)| imag(?:ing|es?))? | brain MR imaging | MR imag(?:ing|es?) | MRIs",
    "ct_done": "CT(?: scan)?(?!-) | computed tomograph(?:y|ic) | computeri[sz]ed tomograph(?:y|ic)",
    "csf_done": "lumbar punctures? | LP(?= (?:was|were|showed|revealed|yielded|disclosed|had|done|performed|not|could|with|gave|findings|results)) | cerebro-spinal fluid | cerebral spinal fluid | cerebro-?spinal (?:liquid|liquor) | liquor(?! intake) | LCR | cerebrospinal fluid(?! (?:drain|flow|shunt|spaces?|leak|diversion|circulation|outflow|pathway)) | CSF(?<!G-CSF)(?<!M-CSF)(?! (?:drain|flow|shunt|spaces?|leak|diversion|circulation|outflow|pathway)) | spinal (?:tap|fluid)",
    "eeg_done": "EEGs? | electro-?encephalogra(?:m|ms|phy|phic)",
    "genetic_test_done": _OF_A_GENE + " | genetic (?:testing|tests?|analys[ie]s|study|studies|sequencing|panel|screening|work-?up|investigations?) | gene (?:panel|sequencing|analysis|testing) | (?:whole[- ])?exome sequencing | (?:whole[- ])?genome sequencing | WES | mutation(?:al)? (?:analysis|screening) | molecular (?:genetic )?(?:analysis|testing) (?:of|for)(?! (?:the |a )?(?:CSF|cerebro|brain|tissue|vir|swab|respirat|naso|throat|serum|pathogen|influenza|SARS|dengue|HHV|HSV|stool)) | (?:sequenc|analys|test|screen)(?:ing|is|ed)? (?:\\w+ ){0,3}?RANBP2 | RANBP2 (?:gene )?(?:was |were )?(?:sequenc(?:ing|ed)|test(?:ing|ed)|analysis|analy[sz]ed|mutation|variant|gene|screening)s? | RANBP2(?= (?:gene )?(?:was|were|could|has|had) not)",
    "ranbp2_tested": "(?:sequenc|analys|test|screen)(?:ing|is|ed)? (?:\\w+ ){0,3}?RANBP2 | RANBP2 (?:gene )?(?:was |were )?(?:sequenc(?:ing|ed)|test(?:ing|ed)|analysis|analy[sz]ed|mutation|variant|gene|screening)s? | RANBP2(?= (?:gene )?(?:was|were|could|has|had) not)",
}  # fmt: skip
#: Fields that count only in a sentence that speaks of such a test.
CONTEXT: dict[str, str] = {
    **dict.fromkeys(
        ("imaging_haemorrhage", "imaging_necrosis", "lesions_symmetric", "lesions_multifocal", "thalamic_lesions_bilateral",
         "trilaminar_pattern", "imaging_enhancement", "imaging_oedema"),
        r"\bMRI?s?\b|magnetic resonance|\bCT\b|tomograph|imaging|lesions?\b|radiolog|scans?\b|thalam|attenuation|hyperintens|hypodens|signal|sequences?\b|gradient|\bSWI\b|susceptib|FLAIR|\bDWI\b|autopsy|post-?mortem|necropsy|histolog|gross examination|white matter|callosum|basal ganglia|cortex|cortical|cerebellum|cerebellar|brain ?stem|\bpons\b|pontine|hippocamp|midbrain|putam|\bfoci\b|intracerebral|intraparenchymal|(?:frontal|parietal|temporal|occipital) (?:lobe|h(?:a)?emorrhag)|\bT2\b|T2\*|\bheme\b|blooming|\bbrain\b|\bcerebral\b|cerebrum",
    ),
    **dict.fromkeys(("eeg_slowing", "eeg_epileptiform", "eeg_periodic", "eeg_burst_suppression"), r"\bEEGs?\b|electro-?encephalogra"),
    "csf_pleocytosis": r"(?<!G-)(?<!GM-)\bCSF\b|\bLCR\b|liquor|cerebrospinal|spinal fluid|lumbar puncture|pleocytosis",
    "csf_protein_raised": r"(?<!G-)(?<!GM-)\bCSF\b|\bLCR\b|liquor|cerebrospinal|spinal fluid|lumbar puncture|albumino|dissociation|rr?h?achia",
}  # fmt: skip

#: Fields of the brain -> words beside their mention that tell of another organ, or of a name.
_BEFORE_ELSEWHERE: dict[str, re.Pattern[str]] = {
    "imaging_haemorrhage": re.compile(
        r"\b(?:(?:digestive|gastro-?intestinal|intestinal|GI|alimentary|urinary|genital|respiratory|gastric|upper|lower)(?: (?:digestive|gastro-?intestinal|GI))?(?: tract)?|pulmonary|alveolar|lung|retinal|nasal|nose|mucosal|skin|cutaneous|sub-?conjunctival|conjunctival|renal|adrenal|vaginal|uterine|gingival|gum|oral|stomach|duodenal|bowel|rectal|variceal|wound|postpartum|puncture(?: was)?|CSF(?: was)?|fluid(?: was)?|stools?(?: (?:was|were))?|rash(?: was)?|sputum(?: was)?|dengue|spontaneous)\s+$", re.I),
    "imaging_necrosis": re.compile(
        r"\b(?:myocardial|cardiac|tubular|hepat(?:ic|ocellular|ocyte)|liver|muscle|skin|skeletal|bowel|intestinal|renal|papillary|cortical kidney|adrenal|epidermal|lung|pulmonary|digital|limb|finger|toe|fat|bone|avascular|aseptic|pancreatic|splenic)(?: (?:cell|tissue))?\s+$", re.I),
}  # fmt: skip
_BEFORE_ELSEWHERE |= {
    field: re.compile(pattern, re.I)
    for field, pattern in (
        ("csf_done", r"\b(?:drain(?:age|ed|ing)?|circulation|flow|outflow|obstruction|blockage|diversion|shunting|removal|passage) of (?:the )?$"),
        ("csf_protein_raised", r"(?:\b(?:reactive|serum|plasma|total serum|viral|binding|tau|shock|basic|urine|urinary|fibrillary acidic)|S-?100\w*)\s+$"),
        ("csf_pleocytosis", r"\b(?:red|erythro\w*|epithelial|tumou?r|Purkinje|glial|nerve|T|B|NK|plasma|blood and|peripheral)\s+(?:blood\s+)?$"),
        ("genetic_test_done", r"\b(?:brother|sister|mother|father|parent|sibling|cousin|aunt|uncle)s?\s*\($|\b(?:strains?|pathogens?|virus(?:es)?|viral|metagenomic|microb\w+|bacterial|isolates?)\b[^.;]{0,25}$"),
        ("lesions_symmetric", r"\b(?:reflex(?:es)?|tone|face|pupils?|power|strength|movements?|limbs|muscle \w+|chest|air entry|expansion|weakness|paralysis|paresis|facies)\b[^.;]{0,25}$"),
    )
}  # fmt: skip
_AFTER_ELSEWHERE: dict[str, re.Pattern[str]] = {
    "imaging_haemorrhage": re.compile(
        r"\s+(?:(?:was|were|continued|rash)\s+)?(?:of|on|in|over|from|into) (?:the |his |her |both )*(?:upper |lower )?(?:legs?|arms?|skin|trunk|face|chest|abdomen|limbs|extremities|stomach|bowel|gut|lungs?|nose|gums?|mouth|palate|retina|conjunctiva|liver|kidneys?|adrenals?|stools?|urine|(?:digestive|gastrointestinal|respiratory) tract|alveol\w+|catheter|puncture)\b", re.I),
    "genetic_test_done": re.compile(
        r"\s+(?:of|from|for) (?:the |his |her )?(?:\w+ )?(?:pathogens?|virus|viral|strains?|isolates?|bacteri\w+|CSF|cerebrospinal|sputum)\b|\s+\((?:PMseq|mNGS|NGS)\b", re.I),
    "imaging_necrosis": re.compile(
        r"\s+(?:of|in) (?:the |his |her )*(?:liver|hepat\w+|myocard\w+|heart|kidneys?|renal|tubul\w+|skin|muscles?|bowel|intestin\w+|adrenals?|fingers?|toes?|limbs?|lungs?|pancreas)\b|\s+factor", re.I),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a field in a sentence. `mode`: 'words', 'denied', 'raised', 'lowered', 'panel' or 'done'."""

    field: str
    start: int
    end: int
    mode: str


#: Letters of a word by which patterns are looked up.
_LETTERS = 4


def _index() -> dict[str, list[tuple[str, str, re.Pattern[str], int]]]:
    table: dict[str, list[tuple[str, str, re.Pattern[str], int]]] = {}
    groups = (
        ("words", LEXICON),
        ("words", RAISED_WORDS),
        ("denied", DENIED),
        ("raised", RAISED),
        ("lowered", LOWERED),
        ("panel", PANELS),
        ("done", DONE),
    )
    for mode, entries in groups:
        for field, line in entries.items():
            for pattern in (part.strip() for part in line.split(" | ")):
                name = re.match(r"[A-Z]*", pattern)
                short = name is not None and 2 <= len(name.group()) <= 5  # 'DIC' is not 'dic'
                compiled = re.compile(pattern + r"(?!\w)", 0 if short else re.I)
                bits = bits_of(compiled.pattern, re.I)
                for first in first_letters(pattern, _LETTERS):
                    table.setdefault(first, []).append((mode, field, compiled, bits))
    return table


_BY_START = _index()
_KEY_LENGTHS = sorted({len(key) for key in _BY_START}, reverse=True)
_TOKEN = re.compile(r"[A-Za-z][A-Za-z]+")
_CONTEXT = {pattern: Sieve(pattern, re.I) for pattern in CONTEXT.values()}


def find_mentions(text: str, context: str = "") -> Iterator[Mention]:
    """Yield the mentions of signs and tests in a sentence, in order; `context` is text before it that still counts."""
    known, letters = _ENTRIES, held(text)
    place = 0
    for chunk in text.split(" "):
        entries = known.get(chunk)
        if entries is None:
            entries = _beginning(chunk)
        for offset, mode, field, pattern, bits in entries:
            match = pattern.match(text, place + offset) if letters & bits == bits else None
            if match and _in_context(field, text, context) and not _elsewhere(field, text, *match.span()):
                yield Mention(field, match.start(), match.end(), mode)
        place += len(chunk) + 1


_Entries = tuple[tuple[int, str, str, re.Pattern[str], int], ...]
_ENTRIES: dict[str, _Entries] = {}  # by what stands between two spaces, with the place of the word in it
_MOST = 50_000  # that are remembered


def _beginning(chunk: str) -> _Entries:
    """Return the entries that may begin with a word between two spaces, and remember them."""
    base = chunk.rstrip(",.;:)")  # the same words
    found = _ENTRIES.get(base)
    if found is None:
        found = tuple(
            (token.start(), *entry)
            for token in _TOKEN.finditer(base)
            for beginning in [token[0][: _KEY_LENGTHS[0]].lower()]
            for length in _KEY_LENGTHS
            if len(beginning) >= length
            for entry in _BY_START.get(beginning[:length], ())
        )
    if len(_ENTRIES) < _MOST:
        _ENTRIES[base] = _ENTRIES[chunk] = found
    return found


def _in_context(field: str, text: str, context: str) -> bool:
    needed = CONTEXT.get(field)
    return needed is None or _speaks_of(needed, text) or _speaks_of(needed, context)


def _elsewhere(field: str, text: str, start: int, end: int) -> bool:
    """'Digestive tract bleeding', 'petechiae of the legs', 'myocardial necrosis': not in the brain."""
    before, after = _BEFORE_ELSEWHERE.get(field), _AFTER_ELSEWHERE.get(field)
    return bool(before and before.search(text, max(0, start - 50), start)) or bool(
        after and after.match(text, end)
    )


@lru_cache(maxsize=512)
def _speaks_of(pattern: str, text: str) -> bool:
    return _CONTEXT[pattern].within(text)
