namespace Tessera.Extraction.Reading;

/// <summary>Small sets of everyday English words, in lower case, by what they do in a sentence.</summary>
internal static class Vocabulary
{
    /// <summary>Words that tell nothing of what is spoken about.</summary>
    public static readonly HashSet<string> Stops = WordSet.Of("""
        a about above after again all also am an and another any anything are aren't around as at be because been before being below both
        but by can can't cannot could couldn't did didn't do does doesn't doing don't done down during each either else ever every few for
        from further get gets getting give given gives giving go goes going gone got had hadn't has hasn't have haven't having he her here
        hers him his how however i i'd i'll i'm i've if im in into is isn't it it's its itself just keep kind know let let's like look
        looking lot made make makes making many may maybe me might more most much must my myself need needs neither no nor not now of off ok
        okay on once only onto or other others ought our ours out over own per perhaps quite rather really right same see shall she should
        shouldn't since so some something still such sure take taken takes than that that's the their theirs them then there there's these
        they they're thing things think this those though through thus to too under until up upon us use used uses using very via want wants
        was wasn't way we we're we've well were weren't what what's when where which while who whom whose why will with within without won't
        would wouldn't yes yet you you'd you'll you're you've your yours
        """);

    /// <summary>Words that make a request of a sentence without a question mark.</summary>
    public static readonly HashSet<string> Requests = WordSet.Of("""
        please provide tell need enter confirm specify share state what when where who which how
        """);

    /// <summary>Words that make a statement of a sentence: subjects and finite verbs.</summary>
    public static readonly HashSet<string> Finite = WordSet.Of("""
        i you we it is are was were will has have had been can thank goodbye sorry i'm i've you're it's there's
        """);

    /// <summary>Words of courtesy and of asking: they stand in any question, whatever it is about.</summary>
    public static readonly HashSet<string> Courtesy = WordSet.Of("""
        please thank thanks hello hi hey sir madam maam miss sorry great good alright welcome today could would can may might provide tell
        give share confirm specify state enter ask asking verify help assist assistance question know understand first also just moment
        minute kindly now perfect excellent fantastic wonderful awesome nice glad happy sure certainly absolutely course got getting start
        like love wish detail details info information exact exactly able currently actually already
        """);

    /// <summary>Words a name of a field has whatever it is about; they cue only weakly.</summary>
    public static readonly HashSet<string> Generic = WordSet.Of("""
        number numbers name names value values code codes id ids identifier identifiers customer customers client clients caller callers
        user users person people date dates day days time times type kind field info information detail details data text item full first
        last given exact conversation chat call message agent company service used stated said mentioned asked asks provides provided
        provide gave tells told states identify identifies identifying called wants want wanted needs need unique example examples usually
        typically digit digits letter letters word words short long string one two three four five six seven eight nine ten several new old
        requested request
        """);

    /// <summary>Words before the answer proper: "sure, it's …", "yes of course, my name is …".</summary>
    public static readonly HashSet<string> AnswerFillers = WordSet.Of("""
        yes yeah yea yep yup ya sure ok okay k oh ah um umm uh uhm hm hmm hmmm well so of course certainly absolutely definitely right
        alright hi hello hey good morning afternoon evening thanks thank you it it's its is that that's thats the a an my name i am i'm im
        me this would be will i'd i'll like think guess believe probably maybe just please no problem here go let see let's lets make say
        with full first last and actually sorry then around about approximately roughly exactly for to from at in on we we'll we're they
        they're there there'll are our
        """);

    /// <summary>Answers that agree to what was offered.</summary>
    public static readonly HashSet<string> Agreements = WordSet.Of("""
        yes yeah yea yep yup ya sure ok okay okey perfect great good fine wonderful awesome excellent fantastic cool nice absolutely
        definitely certainly correct right sounds please yay works agreed alright confirm confirmed exactly indeed amazing lovely sweet
        """);

    /// <summary>Words of small talk that are a value of nothing.</summary>
    public static readonly HashSet<string> Chatter = WordSet.Of("""
        goodbye bye lot much quick cool lol haha wow oops yay ugh far idea idk dunno confused lost ready done forgot forget remember
        nevermind later soon
        """);

    /// <summary>Words that number a thing, so that what follows is no count: "room 224", "question 3".</summary>
    public static readonly HashSet<string> Labels = WordSet.Of("""
        room number no nr id flight question pin account code ride step option page gate line bus route suite apt unit level floor zone
        balance order ticket case version model type chapter trip
        """);

    /// <summary>Words before a number that measures something.</summary>
    public static readonly HashSet<string> Amounts = WordSet.Of("""
        least most over under than about around almost nearly only missing took lost stole stolen another extra roughly approximately up
        down below above by
        """);

    /// <summary>Nouns that end the name of a business, not of a person.</summary>
    public static readonly HashSet<string> Businesses = WordSet.Of("""
        hotel inn hostel motel apartments apartment venue club restaurant cafe bar bank street avenue road airlines airways university
        hospital airport store shop company ltd inc llc gmbh
        """);

    /// <summary>Nouns of places.</summary>
    public static readonly HashSet<string> Places = WordSet.Of("""
        airport hospital university college school campus home house office hotel motel inn hostel station downtown uptown center centre
        mall church mosque synagogue temple park beach library restaurant apartment apartments flat work city town bank store shop market
        supermarket museum theatre theater cinema gym clinic pharmacy bar pub cafe court stadium arena zoo port harbor harbour terminal gate
        street avenue road lane boulevard drive square plaza corner bridge north south east west village island hall tower building garden
        daycare kindergarten embassy depot warehouse factory farm lake river valley hill heights st ave rd blvd suburb suburbs post
        """);

    /// <summary>Verbs that follow "to" where no place does.</summary>
    public static readonly HashSet<string> Verbs = WordSet.Of("""
        be have do say get make go know take see come think look want give use find tell ask work seem feel try leave call play run move
        live believe hold bring happen write provide sit stand lose pay meet include continue set learn change lead understand watch follow
        stop create speak read allow add spend grow open walk win offer remember love consider appear buy wait serve die send expect build
        stay fall cut reach kill remain suggest raise pass sell require report decide pull return explain hope develop carry break receive
        agree support hit eat cover catch draw choose cause point listen realize place close involve increase check book reserve schedule
        plan order cancel confirm pick ride drive fly visit start begin end finish help keep let put turn show talk need like wear enjoy
        celebrate invite host throw file speed hear avoid update discuss join arrive depart travel relax sleep drink cook rent view sign
        attend search compare request verify
        """);

    /// <summary>Words that deny what stands near them.</summary>
    public static readonly HashSet<string> Negators = WordSet.Of("""
        not no never none nor without neither cannot can't cant don't dont doesn't doesnt didn't didnt isn't isnt aren't arent wasn't wasnt
        weren't won't wont wouldn't couldn't shouldn't haven't havent hasn't hasnt hadn't ain't instead except unless nothing nobody nowhere
        hardly barely
        """);

    /// <summary>Courtesy titles and titles of office before a person's name.</summary>
    public static readonly HashSet<string> Titles = WordSet.Of("""
        mr mrs ms miss mister dr doctor prof professor sir madam mme herr frau rev fr
        """);

    /// <summary>Nouns for a person as such.</summary>
    public static readonly HashSet<string> Persons = WordSet.Of("""
        person people customer client caller user patient guest host hostess agent passenger traveller traveler driver doctor physician
        tenant renter landlord member holder cardholder owner contact employee manager student teacher parent spouse wife husband friend
        visitor attendee participant applicant buyer seller shopper subscriber recipient sender representative technician nurse lawyer
        colleague boss boy girl child son daughter player pet individual someone somebody who surname firstname lastname fullname maiden
        beneficiary referrer
        """);

    /// <summary>Nouns for the person who speaks as the customer.</summary>
    public static readonly HashSet<string> Speakers = WordSet.Of("""
        customer client caller user patient guest passenger traveller traveler tenant renter member holder cardholder subscriber shopper
        buyer applicant visitor
        """);

    /// <summary>Words that follow a number without being what it counts: "make it 35 instead".</summary>
    public static readonly HashSet<string> AfterCount = WordSet.Of("""
        instead total max maximum minimum tops altogether attending coming joining showing plus including tonight tomorrow expected invited
        """);

    /// <summary>Nouns for a member of the family.</summary>
    public static readonly HashSet<string> Kin = WordSet.Of("""
        child children kid kids son daughter boy girl baby wife husband spouse mother father mom mum dad brother sister grandson
        granddaughter nephew niece
        """);

    /// <summary>Nouns that follow a number of people.</summary>
    public static readonly HashSet<string> Heads = WordSet.Of("""
        people person persons ppl peeps pax guest guests friend friends adult adults kid kids child children attendee attendees participant
        participants head heads others folk folks guy guys individual individuals men women visitors members
        """);

    /// <summary>
    /// Nouns that follow a number of something that isn't people or things counted by a field: units of time and measure.
    /// </summary>
    public static readonly HashSet<string> Measures = WordSet.Of("""
        minute minutes min mins hour hours hr hrs day days week weeks month months year years am pm night nights second seconds o'clock
        percent credits points degree degrees mile miles km kilometers star stars time times st nd rd th
        """);

    /// <summary>Whether <paramref name="lower"/> says something of what a sentence is about.</summary>
    public static bool IsTelling(string lower) => !Stops.Contains(lower) && !Courtesy.Contains(lower) && !Generic.Contains(lower);

    /// <summary>Whether <paramref name="lower"/> carries a sentence along without being a thing in it.</summary>
    public static bool IsFunctional(string lower) => Stops.Contains(lower) || Courtesy.Contains(lower);
}
