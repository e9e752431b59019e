using Tessera.Extraction.Reading;

namespace Tessera.Redaction.Recognition;

/// <summary>The words that say what a value is. Where several phrases begin at a word, the longest counts.</summary>
internal static class CueLexicon
{
    static readonly Dictionary<string, List<Phrase>> Phrases = Build();

    /// <summary>Every cue of a message, in order. Time grows with the message's length.</summary>
    public static Cue[] Find(Token[] tokens)
    {
        var cues = new List<Cue>();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!Phrases.TryGetValue(Bare(tokens[i]), out var candidates)) continue;
            foreach (var phrase in candidates)
            {
                if (!phrase.StandsAt(tokens, i)) continue;
                cues.Add(new Cue(phrase.Kind, i, i + phrase.Words.Length, phrase.Force));
                i += phrase.Words.Length - 1;
                break;
            }
        }

        return [.. cues];
    }

    static string Bare(Token token) => token.IsPossessive ? token.Lower[..^2] : token.Lower;

    static Dictionary<string, List<Phrase>> Build()
    {
        var phrases = new Dictionary<string, List<Phrase>>(StringComparer.Ordinal);
        Add(SensitiveKind.CreditCardNumber, CueForce.Plain, """
            card number, card numbers, card no, card num, card #, card details, credit card, credit card number, debit card, debit card number,
            visa, mastercard, master card, amex, american express, discover card, long number, number on the front, number across the front
            """);
        Add(SensitiveKind.CreditCardNumber, CueForce.Beside, "card, cards");
        Add(SensitiveKind.Cvv, CueForce.Plain, """
            cvv, cvvs, cvv2, cvc, cvc2, csc, cid, cvn, security code, security number, card security code, card verification,
            card verification code, card verification value, digits on the back, numbers on the back, number on the back, code on the back,
            digit code on the back, digits on the front, on the back, back of the card, back of your card
            """);
        Add(SensitiveKind.Pin, CueForce.Plain, """
            pin, pin number, pin code, pin no, pin #, pins, p . i . n, personal identification number
            """);
        Add(SensitiveKind.Password, CueForce.Plain, """
            password, passwords, pass word, passphrase, pass phrase, passcode, pwd, pw, secret word, security word
            """);
        Add(SensitiveKind.Ssn, CueForce.Plain, """
            ssn, s . s . n, social, social security, social security number, social security no, social security #, social number, soc sec,
            soc, itin, taxpayer id
            """);
        Add(SensitiveKind.Email, CueForce.Plain, "email, emails, e - mail, mail, mail address, email address");
        Add(SensitiveKind.PhoneNumber, CueForce.Plain, """
            phone, phones, phone number, telephone, telephone number, tel, cell, cellphone, cell phone, cell number, mobile, mobile number,
            fax, landline, callback, callback number, call, calls, called, calling, call back, call me, call us, call me at, call me on,
            reach me, reach you, reach us, reach me at, reach me on, reach you at, reach you on, text me, text me at, text you, contact me,
            contact number, contact me at, dial, ring me, whatsapp, best number
            """);
        Add(SensitiveKind.Dob, CueForce.Plain, "dob, d . o . b, date of birth, birth date, birthdate, birthday, birth, born");
        Add(SensitiveKind.AccountNumber, CueForce.Plain, """
            account number, account numbers, account no, account num, account #, account id, acct number, acct no, acct #, iban
            """);
        Add(SensitiveKind.AccountNumber, CueForce.Beside, "account, acct, a / c");
        Add(null, CueForce.Ending, """
            last four, last 4, last digits, last three, last 3, final four, final 4, ending, ending in, ending with, ends in, ends with, end in
            """);
        Add(null, CueForce.Plain, """
            order, orders, order number, order no, order id, order #, tracking, tracking number, parcel, package, package number, shipment,
            confirmation, confirmation number, confirmation code, reference, reference number, ref, ticket, ticket number, case, case number,
            invoice, invoice number, booking, booking number, reservation, reservation number, zip, zip code, zipcode, postal, postcode,
            post code, flight, flight number, train, bus, serial, serial number, model, model number, sku, upc, vin, imei, item, item number,
            part, part number, article, quantity, price, amount, total, balance, cost, fee, street, apartment, apt, room, unit, suite, house,
            house number, building, floor, gate, platform, extension, ext, transaction, transaction number, claim, claim number, policy,
            policy number, member, member id, membership, membership number, loyalty, loyalty number, license, licence, plate, passport,
            passport number, version, error, error code, year, weight, meter, coupon, coupon code, voucher, promo, promo code,
            discount code, verification code, gift card, gift card number, loyalty card, loyalty card number, library card,
            library card number, sim card, sim card number, insurance card, insurance card number, membership card, membership card number,
            rewards card, rewards card number, reward card, id card, member card, business card, report card, green card, sd card,
            graphics card, video card, routing number, sort code, customer number, customer id, social media, how many, how much, how long,
            how old, how far, when, what time, what year, which flight, which train, what date, which date, size
            """);
        foreach (var list in phrases.Values) list.Sort((a, b) => b.Words.Length.CompareTo(a.Words.Length));
        return phrases;

        void Add(SensitiveKind? kind, CueForce force, string text)
        {
            foreach (var words in text.Split(',', StringSplitOptions.TrimEntries).Select(phrase => phrase.Split(' ')))
            {
                if (!phrases.TryGetValue(words[0], out var list)) phrases[words[0]] = list = [];
                list.Add(new Phrase(kind, force, words));
            }
        }
    }

    sealed record Phrase(SensitiveKind? Kind, CueForce Force, string[] Words)
    {
        public bool StandsAt(Token[] tokens, int at)
        {
            if (at + Words.Length > tokens.Length) return false;
            for (var i = 1; i < Words.Length; i++)
            {
                if (!string.Equals(Bare(tokens[at + i]), Words[i], StringComparison.Ordinal)) return false;
            }

            return true;
        }
    }
}
