namespace Tessera.Extraction.Reading;

/// <summary>
/// Everyday English words that are no names of persons, so that "i am looking for" names nobody though nothing is capitalised. Words that are also names
/// (mark, rose, grace, will, may, hope, colours and trades as surnames) are left out on purpose.
/// </summary>
internal static class CommonWords
{
    static readonly HashSet<string> Words = new(StringComparer.Ordinal);

    static CommonWords()
    {
        foreach (var word in Listed.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            Words.Add(word);
        Words.UnionWith(Vocabulary.Stops);
        Words.UnionWith(Vocabulary.Courtesy);
        Words.UnionWith(Vocabulary.Generic);
        Words.UnionWith(Vocabulary.AnswerFillers);
        Words.UnionWith(Vocabulary.Agreements);
        Words.UnionWith(Vocabulary.Negators);
        Words.UnionWith(Vocabulary.Persons);
        Words.UnionWith(Vocabulary.Heads);
        Words.UnionWith(Vocabulary.Measures);
    }

    /// <summary>Whether <paramref name="lower"/> is an everyday word or a form of one by a regular ending.</summary>
    public static bool Contains(string lower)
    {
        if (Words.Contains(lower) || lower.Length == 1)
            return true;
        if (lower.Length > 5 && lower.EndsWith("ing", StringComparison.Ordinal))
            return true;
        if (lower.Contains('\'', StringComparison.Ordinal) && !lower.EndsWith("'s", StringComparison.Ordinal) && !lower.StartsWith("o'", StringComparison.Ordinal)
            && !lower.StartsWith("d'", StringComparison.Ordinal))
        {
            return true;
        }

        return lower.Length > 4
            && ((lower.EndsWith('s') && Words.Contains(lower[..^1]))
                || (lower.EndsWith("es", StringComparison.Ordinal) && Words.Contains(lower[..^2]))
                || (lower.EndsWith("ed", StringComparison.Ordinal) && (Words.Contains(lower[..^2]) || Words.Contains(lower[..^1])))
                || (lower.EndsWith("ly", StringComparison.Ordinal) && Words.Contains(lower[..^2])));
    }

    const string Listed = """
        ability absolute accept access accident accommodate according account accurate across act action active activity actual add address adult advance
        advice afraid afternoon age ago agree ahead air airport alert alive allergic allergy allow almost alone along already although always amazing
        amount angry animal annoyed answer anybody anyhow anymore anyone anytime anyway anywhere apart apartment apologize app apparently appear apply
        appointment appreciate approve area argue arm arrange arrival arrive art article aside asleep attach attack attempt attend attention
        authorize auto available average avoid awake aware away awful awhile baby back bad bag balance bank bar bare base basic bath bathroom beach beat
        beautiful become bed bedroom beer begin behind believe belong beside best better beyond bicycle big bike birth birthday bit block
        blood board boat body bone book booking bored boring born borrow boss bother bottle bottom box boyfriend brand brave bread break breakfast breath
        bring broke broken brother brought brunch buddy budget build building burger bus business busy buy buying cab cable cafe cake calendar call
        called calm came camera cancel cancelled car card care careful carry cart case cash cat catch cause celebrate cell center central century certain
        chair chance change charge cheap check cheese chicken choice choose chosen church circle city claim class clean clear clearly clerk clinic clock
        close closer nearer closest nearest closed clothes club code coffee cold colleague collect college color colour come comes coming comfortable comment common company compare
        complain complaint complete completely computer concern condition conference confirmation confuse confused congratulations connect consider
        contact contain continue contract control convenient conversation cook cool copy corner cost cough count counter country couple coupon cover
        coworker crash crazy create credit crowd cup curious current customer cut daily dance dangerous dark data date daughter dead deal dear death debit
        decide decided declined deep definite degree delay delete delivery deliver dentist department departure depend deposit describe desk despite
        destination detail diagnose diet dietary difference different difficult dine dining dinner dinners direct direction directions directly director
        dirty disappear disappointed discount discuss disconnect dish dislike dispute distance disturb dizzy doctor document dog dollar door double
        doubt downtown dream dress drink drive driver driving drop drug dry due dumb duty early earth earlier ease easily east easy eat eating
        economy edge effect effort elevator email emergency employ empty end engine engineer english enjoy enough ensure entire entrance
        entry equal error especially etc even evening event eventually everybody everyone everything everywhere evil example excellent except exchange excited exciting
        excuse exhausted exist exit expect expensive experience expire explain express extra extremely eye face fact fail fair fake fall false family famous
        fan far fast father fault favor favorite favourite fear fee feed feel feeling felt fever few fifth figure file fill final finally find fine finger
        finish fire first fit fix flight floor fly folks follow following food foot force foreign forever forget forgot forgotten form former forward
        found four free freedom french fresh friday friend friendly friends front fuck fucking full fun funny furious furniture further future game garbage garden gas gate gather
        general generally gift girlfriend glass goal god gold gonna goodbye gotta government graduate graduation grand graduating grandma grandmother grandpa grandfather granny
        grandson granddaughter niece nephew fiance fiancee wifey hubby bf gf grateful group grow growing guarantee guess guide guy hair half hall hand handle happen happened happy hard hate
        head headache health healthy hear heard heart heat heaven heavy height held hell help helpful hers herself high highly himself history hit
        hold hole holiday home honest honestly hope hopefully horrible hospital hot hotel hour hours house housing huge human hundred hungry hurry hurt idea
        ideal identity ill imagine immediate immediately important impossible improve inch include including incorrect increase indeed inform inn inquire
        inside instead instruction insurance interest interested internet interview invite invitation involve issue issues italian january
        february march april june july august september october november december jerk job join joke journey joy judge juice jump june just keep
        key kid kidding kill kinda kitchen knew known labor lack lady laid language laptop large late later latest laugh laundry law lawyer lay lead leak
        learn least leave leaving led left leg legal less lesson letter level license lie life light likely limit line link list listen
        literally little live living load loan local locate location lock lodging lol london lonely long longer lose lost loud love lovely low
        luck lucky luggage lunch machine mad mail main major male female manage manager map market married marry match matter maximum meal mean meaning means meant
        meantime measure meat medical medication medicine medium meet meeting mention menu mess message met method middle midnight might mind mine minimum
        minor minus minute miss missed missing mistake mistaken mix moment monday tuesday wednesday thursday saturday sunday money month monthly mood moon
        more morning mostly mother mom mum dad mouth move movie moving music nah name nap national nature nausea near nearby nearly necessary neck need
        needed negative neighbor neither nervous network nevermind new news newspaper next nice night nobody noise noon nope normal normally north nose note
        nothing notice notify nowhere number nurse object obvious obviously occasion occur odd offer office officer official often oil old older omg once
        online onto open opening operator opinion opportunity opposite option order ordinary organise organize original otherwise ought outdoor outside
        overall owe owner pack package page paid pain paper parcel pardon parent park parking part particular partner party pass passed passenger passport
        password past path patience patient pause pay payment peanut people perhaps period permission person personal phone photo pick pickup picture
        piece pill pin pizza place plan plane planning plate platform play player plenty plus pm pocket point police policy polite pool poor popular
        position possible possibly post pound power prefer preferably preference prefered preferred prepare prescription present president pressure pretty previous price print prior private
        prize probably problem proceed process produce product profession program project promise promotion proof proper properly property propose protect
        proud prove public pull purchase purpose push put puts quality quarter queen question quick quickly quiet quit race radio rain raining rate rating ready real realize reason reasonable
        receipt receive recent recently recommend record reduce refer reference refund refuse regard regarding regards register regret regular reject
        relate relax release remember remind remove rent rental repair repeat replace reply report request require research reservation reserve resolve respect
        respond response rest restaurant result retire return review rich rid ride risk road rock role roof room round route rsvp rude ruin rule run runny
        rush sad safe safety said salad sale same satisfy satisfied save saw say saying says scared scary schedule scheduled school science sea search season seat second secret
        secretary section secure security seek seem seems seen self sell send senior sense sent separate serious seriously serve server session set
        settle several shame shape shit ship shirt shoe shop short shot shout show shower shut sick side sign signal silly similar simple simply
        since single sister sit site situation size skip sky sleep sleepy slept slight slot slow small smart smell smoke smooth sneezing snow sober social soft software sold
        solution solve somebody someday somehow someone sometime sometimes somewhat somewhere son song soon sore sort sound soup source south space
        speak special specific speed spell spend spent split spoke spot square staff stage stand standard star start state station status stay staying steak steal stole stolen
        step stick stomach stood stop stopped store storm story straight strange street stress stressed strong stuck student stuff stupid style subject submit success such
        sudden suddenly suffer suggest suggestion suit suitable summer super supper support suppose supposed surely surname surprise surprised swear sweet switch
        symptom symptoms system table taking talk talking tall task tax taxi tea teach team tell temperature ten terrible terribly test text than thankful thats theatre theirs thief thinking thirsty thought thousand throat through throw ticket tight till tire tired title together toilet told tomorrow
        tonight tonite took tooth top total totally touch tough tour toward towards towel town track traffic train transaction transfer transit transport travel treat
        tried trip trivia trouble truck true truly trust truth try trying turn tv twice type ugh ugly unable uncle aunt cousin understand understood unfortunately unhappy unit university
        unless unsure until upcoming update upset urgent urgently usual usually vacation vaccine vaccination valid valuable value vegan vegetarian vehicle venue verify version view
        visit voice wait waiting wake walk walking wall wallet wanna wanting warm warn wash waste watch water weak wear weather wedding week weekend weekly weird
        well went west whatever whenever whether whichever whoever whole wide wife win wind window wine winter wish woke woman women won wonder wonderful wont wood word work worked worker workers working world
        worried worry worse worst worth wow write wrong wrote yard year yell yesterday yo young-ish yourself yourselves zero zip
        dont doesnt didnt cant isnt arent wasnt couldnt wouldnt shouldnt havent hasnt hadnt ive id ill youre theyre whats wheres hows lets thx pls plz ty btw
        idk asap gotcha gimme lemme dunno hafta cause cuz bc tho thru nite np ur u r n y rn fyi haha hahaha lmao wtf damn dang darn gosh jeez yikes
        pregnant nervous jobless disabled homeless bald deaf blind hungover nauseous feverish homemaker homesick vegetarian newlywed divorced engaged
        starving broke desperate anxious impatient curious indecisive clueless disorganized forgetful overwhelmed stranded thrilled ecstatic pissed
        whoa wow yay oops whoops ouch bye cya cheers anyways ahh ahhh aww awww ooh eh huh
        """;
}
