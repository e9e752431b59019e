namespace Tessera.Extraction.Reading;

/// <summary>
/// Everyday English words that are no names of persons, so that "i am looking for" names nobody though nothing is capitalised. Words that
/// are also names (mark, rose, grace, hope, colours and trades as surnames) are left out on purpose.
/// </summary>
internal static class CommonWords
{
    static readonly HashSet<string> Words = Union(
        Vocabulary.Stops, Vocabulary.Courtesy, Vocabulary.Generic, Vocabulary.AnswerFillers, Vocabulary.Agreements, Vocabulary.Negators,
        Vocabulary.Persons, Vocabulary.Heads, Vocabulary.Measures);

    /// <summary>Whether <paramref name="lower"/> is an everyday word or a form of one by a regular ending.</summary>
    public static bool Contains(string lower)
    {
        if (Ends(lower, "'s"))
            lower = lower[..^2];
        if (lower.Length == 1 || Words.Contains(lower) || IsContraction(lower))
            return true;
        if (lower.Length > 5 && Ends(lower, "ing"))
            return true;
        return lower.Length > 4
            && ((Ends(lower, "s") && Words.Contains(lower[..^1]))
                || (Ends(lower, "es") && Words.Contains(lower[..^2]))
                || (Ends(lower, "ed") && (Words.Contains(lower[..^2]) || Words.Contains(lower[..^1])))
                || (Ends(lower, "ly") && Words.Contains(lower[..^2])));
    }

    /// <summary>"we've" is no name; "Anna's" and "O'Brien" are.</summary>
    static bool IsContraction(string lower)
    {
        var apostrophe = lower.IndexOf('\'', StringComparison.Ordinal);
        return apostrophe > 1 && !Ends(lower, "'s");
    }

    static bool Ends(string word, string ending) => word.EndsWith(ending, StringComparison.Ordinal);

    static HashSet<string> Union(params HashSet<string>[] sets)
    {
        var words = WordSet.Of(Everyday);
        foreach (var set in sets)
            words.UnionWith(set);
        return words;
    }

    const string Everyday = """
        ability absolute accept access accident accommodate according account accurate across act action active activity actual add address
        adult advance advice afraid afternoon age ago agree ahead ahh ahhh air airport alert alive allergic allergy allow almost alone along
        already although always amazing amount angry animal annoyed answer anxious anybody anyhow anymore anyone anytime anyway anyways
        anywhere apart apartment apologize app apparently appear apply appointment appreciate approve april area arent argue arm arrange
        arrival arrive art article asap aside asleep attach attack attempt attend attention august aunt authorize auto available average
        avoid awake aware away awful awhile aww awww baby back bad bag balance bald bank bar bare base basic bath bathroom bc beach beat
        beautiful become bed bedroom beer begin behind believe belong beside best better beyond bf bicycle big bike birth birthday bit blind
        block blood board boat body bone book booking bored boring born borrow boss bother bottle bottom box boyfriend brand brave bread
        break breakfast breath bring broke broken brother brought brunch btw buddy budget build building burger bus business busy buy buying
        bye cab cable cafe cake calendar call called calm came camera cancel cancelled cant car card care careful carry cart case cash cat
        catch cause celebrate cell center central century certain chair chance change charge cheap check cheers cheese chicken choice choose
        chosen church circle city claim class clean clear clearly clerk clinic clock close closed closer closest clothes club clueless code
        coffee cold colleague collect college color colour come comes comfortable coming comment common company compare complain complaint
        complete completely computer concern condition conference confirmation confuse confused congratulations connect consider contact
        contain continue contract control convenient conversation cook cool copy corner cost cough couldnt count counter country couple
        coupon cousin cover coworker crash crazy create credit crowd cup curious current customer cut cuz cya dad daily damn dance dang
        dangerous dark darn data date daughter dead deaf deal dear death debit december decide decided declined deep definite degree delay
        delete deliver delivery dentist department departure depend deposit describe desk desperate despite destination detail diagnose
        didnt diet dietary difference different difficult dine dining dinner dinners direct direction directions directly director dirty
        disabled disappear disappointed disconnect discount discuss dish dislike disorganized dispute distance disturb divorced dizzy doctor
        document doesnt dog dollar dont door double doubt downtown dream dress drink drive driver driving drop drug dry due dumb dunno duty
        earlier early earth ease easily east easy eat eating economy ecstatic edge effect effort eh elevator email emergency employ empty
        end engaged engine engineer english enjoy enough ensure entire entrance entry equal error especially etc even evening event
        eventually everybody everyone everything everywhere evil example excellent except exchange excited exciting excuse exhausted exist
        exit expect expensive experience expire explain express extra extremely eye face fact fail fair fake fall false family famous fan
        far fast father fault favor favorite favourite fear february fee feed feel feeling felt female fever feverish few fiance fiancee
        fifth figure file fill final finally find fine finger finish fire first fit fix flight floor fly folks follow following food foot
        force foreign forever forget forgetful forgot forgotten form former forward found four free freedom french fresh friday friend
        friendly friends front fuck fucking full fun funny furious furniture further future fyi game garbage garden gas gate gather general
        generally gf gift gimme girlfriend glass goal god gold gonna goodbye gosh gotcha gotta government graduate graduating graduation
        grand granddaughter grandfather grandma grandmother grandpa grandson granny grateful group grow growing guarantee guess guide guy
        hadnt hafta haha hahaha hair half hall hand handle happen happened happy hard hasnt hate havent head headache health healthy hear
        heard heart heat heaven heavy height held hell help helpful hers herself high highly himself history hit hold hole holiday home
        homeless homemaker homesick honest honestly hope hopefully horrible hospital hot hotel hour hours house housing hows hubby huge huh
        human hundred hungover hungry hurry hurt id idea ideal identity idk ill imagine immediate immediately impatient important impossible
        improve inch include including incorrect increase indecisive indeed inform inn inquire inside instead instruction insurance interest
        interested internet interview invitation invite involve isnt issue issues italian ive january jeez jerk job jobless join joke
        journey joy judge juice july jump june just keep key kid kidding kill kinda kitchen knew known labor lack lady laid language laptop
        large late later latest laugh laundry law lawyer lay lead leak learn least leave leaving led left leg legal lemme less lesson lets
        letter level license lie life light likely limit line link list listen literally little live living lmao load loan local locate
        location lock lodging lol london lonely long longer lose lost loud love lovely low luck lucky luggage lunch machine mad mail main
        major male manage manager map march market married marry match matter maximum meal mean meaning means meant meantime measure meat
        medical medication medicine medium meet meeting mention menu mess message met method middle midnight might mind mine minimum minor
        minus minute miss missed missing mistake mistaken mix mom moment monday money month monthly mood moon more morning mostly mother
        mouth move movie moving mum music n nah name nap national nature nausea nauseous near nearby nearer nearest nearly necessary neck
        need needed negative neighbor neither nephew nervous network nevermind new newlywed news newspaper next nice niece night nite nobody
        noise noon nope normal normally north nose note nothing notice notify november nowhere np number nurse object obvious obviously
        occasion occur october odd offer office officer official often oil old older omg once online onto ooh oops open opening operator
        opinion opportunity opposite option order ordinary organise organize original otherwise ouch ought outdoor outside overall
        overwhelmed owe owner pack package page paid pain paper parcel pardon parent park parking part particular partner party pass passed
        passenger passport password past path patience patient pause pay payment peanut people perhaps period permission person personal
        phone photo pick pickup picture piece pill pin pissed pizza place plan plane planning plate platform play player plenty pls plus plz
        pm pocket point police policy polite pool poor popular position possible possibly post pound power prefer preferably prefered
        preference preferred pregnant prepare prescription present president pressure pretty previous price print prior private prize
        probably problem proceed process produce product profession program project promise promotion proof proper properly property propose
        protect proud prove public pull purchase purpose push put puts quality quarter queen question quick quickly quiet quit r race radio
        rain raining rate rating ready real realize reason reasonable receipt receive recent recently recommend record reduce refer
        reference refund refuse regard regarding regards register regret regular reject relate relax release remember remind remove rent
        rental repair repeat replace reply report request require research reservation reserve resolve respect respond response rest
        restaurant result retire return review rich rid ride risk rn road rock role roof room round route rude ruin rule run runny rush sad
        safe safety said salad sale same satisfied satisfy saturday save saw say saying says scared scary schedule scheduled school science
        sea search season seat second secret secretary section secure security seek seem seems seen self sell send senior sense sent
        separate september serious seriously serve server session set settle several shame shape ship shirt shit shoe shop short shot
        shouldnt shout show shower shut sick side sign signal silly similar simple simply since single sister sit site situation size skip
        sky sleep sleepy slept slight slot slow small smart smell smoke smooth sneezing snow sober social soft software sold solution solve
        somebody someday somehow someone sometime sometimes somewhat somewhere son song soon sore sort sound soup source south space speak
        special specific speed spell spend spent split spoke spot square staff stage stand standard star start starving state station status
        stay staying steak steal step stick stole stolen stomach stood stop stopped store storm story straight stranded strange street
        stress stressed strong stuck student stuff stupid style subject submit success such sudden suddenly suffer suggest suggestion suit
        suitable summer sunday super supper support suppose supposed surely surname surprise surprised swear sweet switch symptom symptoms
        system table taking talk talking tall task tax taxi tea teach team tell temperature ten terrible terribly test text than thankful
        thats theatre theirs theyre thief thinking thirsty tho thought thousand thrilled throat through throw thru thursday thx ticket tight
        till tire tired title together toilet told tomorrow tonight tonite took tooth top total totally touch tough tour toward towards
        towel town track traffic train transaction transfer transit transport travel treat tried trip trouble truck true truly trust truth
        try trying tuesday turn tv twice ty type u ugh ugly unable uncle understand understood unfortunately unhappy unit university unless
        unsure until upcoming update upset ur urgent urgently usual usually vacation vaccination vaccine valid valuable value vegan
        vegetarian vehicle venue verify version view visit voice wait waiting wake walk walking wall wallet wanna wanting warm warn wash
        wasnt waste watch water weak wear weather wedding wednesday week weekend weekly weird well went west whatever whats whenever wheres
        whether whichever whoa whoever whole whoops wide wife wifey win wind window wine winter wish woke woman women won wonder wonderful
        wont wood word work worked worker workers working world worried worry worse worst worth wouldnt wow write wrong wrote wtf y yard yay
        year yell yesterday yikes yo youre yourself yourselves zero zip
        """;
}
