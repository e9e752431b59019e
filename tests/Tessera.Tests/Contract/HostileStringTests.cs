using System.Text.Json.Nodes;
using Tessera.Query.Evaluation;
using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Contract;

/// <summary>
/// Every hostile string in every text of every body: never an error of the server's own, refused only where the documents' pattern refuses
/// it, and what is taken comes back as it came.
/// </summary>
public sealed class HostileStringTests(Servers servers)
{
    // Of one field at a time, so that the one refused hides no other.
    public static IEnumerable<(string Table, string Path)> Restricted =>
        from table in BodyTables.All
        from property in table.Properties
        where property.Kind is not (Kind.Text or Kind.Email) || property.Letters != Letters.Any
        select (table.Name, property.Path);

    [Fact]
    public void There_are_500_of_them() => Assert.InRange(HostileStrings.All.Length, 500, 1000);

    [Theory, MemberData(nameof(RestrictedRows))]
    public async Task Where_only_some_texts_are_good_the_others_are_refused_in_so_many_words(string name, string path)
    {
        var table = BodyTables.All.Single(table => table.Name == name);
        var property = table.Properties.Single(property => property.Path == path);
        var endpoint = Endpoint.Named(table.Endpoint);
        // What is refused reaches no database.
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        var objects = await Objects.CreateAsync(api);
        var number = 0;
        foreach (var text in HostileStrings.All)
        {
            var value = property.Kind is Kind.Texts ? $"[{Samples.Json(text)}]" : Samples.Json(text);
            var good = JsonNode.Parse(objects.Fill(table.Good).Replace("{n}", $"h{++number}", StringComparison.Ordinal))!;
            var body = new Case("", Absent: false, value, "").PutInto(good, path);

            var answer = await api.SendAsync(new HttpMethod(endpoint.Method), objects.Fill(endpoint.Path), body);

            Assert.True((int)answer.Status is 200 or 201 or 204 or 400 or 409 or 422, $"{value}: {(int)answer.Status} {answer.Text}");
            if ((int)answer.Status < 300) Assert.True(Taken(property, text), $"{value} was taken.");
            else if (property.Kind == Kind.Text && property.Prefix.Length == 0 && (int)answer.Status == 400)
                Assert.False(Taken(property, text), $"{value} was refused: {answer.Text}");
        }
    }

    [Theory, OnBothDatabases]
    public async Task Conversations_and_messages_come_back_equal(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var entity in (await api.GetAsync($"{Given.RedactionEntities}?limit=100")).Expect(200).Json["redactionEntities"]!
            .AsArray())
            await api.RedactAsync((string)entity!["id"]!, on: false);
        var ids = new List<string>();
        foreach (var text in HostileStrings.All)
        {
            ids.Add((await api.PostAsync(Given.Conversations, new
            {
                externalId = text,
                agent = new { externalId = text, name = text },
                customer = new { externalId = text, name = text },
                metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text },
                timestamp = "2026-01-31T10:00:00Z",
            })).Expect(200)["id"]);
        }

        foreach (var (id, text) in ids.Zip(HostileStrings.All))
        {
            var found = (await api.GetAsync($"{Given.Conversations}/{id}")).Expect(200).Json;
            string[] back =
            [
                (string)found["externalId"]!, (string)found["agent"]!["externalId"]!, (string)found["agent"]!["name"]!,
                (string)found["customer"]!["externalId"]!, (string)found["customer"]!["name"]!, (string)found["metadata"]![text]!,
            ];
            Assert.All(back, one => Assert.Equal(text, one));
        }

        foreach (var chunk in HostileStrings.All.Chunk(300))
        {
            (await api.PostAsync($"{Given.Conversations}/{ids[0]}/messages/batch", new
            {
                messages = chunk.Select(
                    text => new { text, sender = new { role = "system", externalId = text }, timestamp = "2026-01-31T10:00:00Z" }),
            })).Expect(200);
        }

        var messages = (await api.GetAsync($"{Given.Conversations}/{ids[0]}/messages")).Expect(200).Json["items"]!.AsArray();
        Assert.Equal(HostileStrings.All, messages.Select(message => (string)message!["text"]!));
        Assert.Equal(HostileStrings.All, messages.Select(message => (string)message!["sender"]!["externalId"]!));
    }

    [Theory, OnBothDatabases]
    public async Task Metadata_comes_back_equal_and_is_found_by_its_value(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var items = HostileStrings.All.Index().Select(item => new
        {
            externalConversationId = $"c-{item.Index}",
            lobName = item.Item,
            groupName = item.Item,
            businessRule = item.Item,
            attributes = new[] { new { name = item.Item, value = item.Item } },
        });
        Assert.Equal(0, (int)(await api.PostAsync(Given.ManyMetadata, new { items })).Expect(200).Json["errorCount"]!);

        var found = await MembersAsync(api);
        foreach (var (index, text) in HostileStrings.All.Index())
        {
            var one = found[$"c-{index}"];
            Assert.Equal(
                (text, text, text),
                ((string)one["metadata"]!["lobName"]!, (string)one["metadata"]!["groupName"]!, (string)one["metadata"]!["businessRule"]!));
            Assert.Equal(text, (string)one["attributes"]![text]!);
        }

        foreach (var (index, text) in HostileStrings.All.Index().Where(item => item.Index % 5 == 0))
        {
            var literal = text.Replace("'", "''", StringComparison.Ordinal);
            var summary = await api.SummaryAsync($"lob_name = '{literal}' AND attributes['{literal}'] = '{literal}'");
            Assert.Equal($"c-{index}", (string)summary["externalConversationId"]!);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Definitions_and_intents_come_back_equal(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ConversationAsync("c-1");
        foreach (var (index, text) in HostileStrings.All.Index())
        {
            var raw = $"lob_name = '{text.Replace("'", "''", StringComparison.Ordinal)}'";
            var segment = (await api.PostAsync(
                Given.Segments, new { id = $"S-{index}", name = text, query = new { type = "raw", raw } })).Expect(201).Json;
            Assert.Equal((text, raw), ((string)segment["name"]!, (string)segment["query"]!["raw"]!));

            var entity = new { name = text, description = text, examples = new[] { text } };
            var field = (await api.PostAsync(
                Given.Fields,
                new { id = $"e_{index}", name = text, categoryId = "CUSTOM", type = "ENTITY", entity })).Expect(201).Json["entity"]!;
            Assert.Equal((text, text, text), ((string)field["name"]!, (string)field["description"]!, (string)field["examples"]![0]!));

            if (!string.IsNullOrWhiteSpace(text) && text.EnumerateRunes().Count() <= 40)
            {
                var vocabulary =
                    (await api.PostAsync(Given.Vocabularies, new { phrase = text, soundsLike = new[] { text } })).Expect(201).Json;
                Assert.Equal((text, text), ((string)vocabulary["phrase"]!, (string)vocabulary["soundsLike"]![0]!));
                (await api.DeleteAsync($"{Given.Vocabularies}/{vocabulary["id"]}")).Expect(200);
            }

            var intent = (await api.PutAsync("/v1/conversations/c-1/intent", new { code = text, name = text })).Expect(200).Json["intent"]!;
            Assert.Equal((text, text), ((string)intent["code"]!, (string)intent["name"]!));
        }

        var question = new { question = string.Concat(HostileStrings.All[..250]) };
        var phrases = new { yes = HostileStrings.All[..100], no = HostileStrings.All[^100..] };
        (await api.PostAsync(
            Given.Fields, new { id = "q_1", name = "Q", categoryId = "CUSTOM", type = "QUESTION", question, phrases })).Expect(201);
        var stored = (await api.GetAsync($"{Given.Fields}/q_1")).Expect(200).Json;
        Assert.Equal(question.question, (string)stored["question"]!["question"]!);
        Assert.Equal(phrases.yes, stored["phrases"]!["yes"]!.AsArray().Select(one => (string)one!));
        Assert.Equal(phrases.no, stored["phrases"]!["no"]!.AsArray().Select(one => (string)one!));
    }

    public static TheoryData<string, string> RestrictedRows => [.. Restricted];

    static bool Taken(Property property, string text) => property.Kind switch
    {
        Kind.Word => property.Words.Contains(text) || (property.Nullable && text.Length == 0),
        Kind.Text or Kind.Texts =>
            text.EnumerateRunes().Count() <= Math.Max(property.Max, property.Each.Max)
                && text.StartsWith(property.Prefix, StringComparison.Ordinal) && text.All(c => Allowed(property.Letters, c)),
        Kind.Time => Samples.Times.Any(time => time.Text == text && time.Code.Length == 0) || DateTimeOffset.TryParse(text, out _),
        // What is a query, the language's own tests say.
        Kind.Query => SegmentQuery.TryCompile(text, out _) is not null,
        Kind.Email => text.Contains('@', StringComparison.Ordinal),
        _ => false,
    };

    static bool Allowed(Letters letters, char character) => letters == Letters.Any || Samples.Good(letters).Contains($"{character}")
        || (letters == Letters.Phone ? char.IsAsciiDigit(character) : char.IsAsciiLetterOrDigit(character));

    static async Task<Dictionary<string, JsonNode>> MembersAsync(Api api)
    {
        var found = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await api.GetAsync($"/v1/segments/GLOBAL/conversations?limit=100&cursor={cursor}")).Expect(200).Json;
            foreach (var one in page["conversations"]!.AsArray()) found[(string)one!["externalConversationId"]!] = one;
            cursor = (string?)page["nextCursor"];
        }

        return found;
    }
}
