using AiIdentity.Domain.Accounts;

namespace AiIdentity.Domain.Tests.Accounts;

public class PasswordTextTests
{
    [TestCase("correct horse", "correct horse")]
    [TestCase("Ｐａｓｓｗｏｒｄ１２３", "Password123")]
    [TestCase("Zu\u0308rich am See", "Zürich am See")]
    [TestCase("o\uFB03ce hours", "office hours")]
    [TestCase("\u212Bngstro\u0308m unit", "Ångström unit")]
    [TestCase("\u1112\u1161\u11AB\u1100\u1173\u11AF 비밀번호", "한글 비밀번호")]
    public void However_it_is_composed_it_is_one_password(string typed, string same) =>
        Assert.That(PasswordText.Normalize(typed), Is.EqualTo(same.Normalize(System.Text.NormalizationForm.FormKC)));

    [Test]
    public void Case_spaces_and_order_stay() =>
        Assert.That(PasswordText.Normalize("  Aa  bB "), Is.EqualTo("  Aa  bB "));

    [Test]
    public void A_hash_may_have_been_made_of_the_text_as_typed_only_where_that_differs()
    {
        Assert.That(PasswordText.Forms("correct horse"), Is.EqualTo(new[] { "correct horse" }));
        Assert.That(PasswordText.Forms("Zu\u0308rich"), Is.EqualTo(new[] { "Z\u00FCrich", "Zu\u0308rich" }));
        // What differs in no way that a culture sees still differs.
        Assert.That(PasswordText.Forms("soft\u00A0space"), Is.EqualTo(new[] { "soft space", "soft\u00A0space" }));
    }

    [Test]
    public void What_is_no_text_is_compared_as_it_is()
    {
        const string broken = "broken \uD83D text";
        Assert.That(PasswordText.Forms(broken), Is.EqualTo(new[] { broken }));
        Assert.That(PasswordText.IsAcceptable(broken), Is.True);
    }

    [TestCase(9, 1, false)]
    [TestCase(10, 1, true)]
    [TestCase(256, 1, true)]
    [TestCase(257, 1, false)]
    [TestCase(9, 2, false)]
    [TestCase(10, 2, true)]
    [TestCase(256, 2, true)]
    public void Length_counts_code_points(int count, int units, bool accepted) =>
        Assert.That(PasswordText.IsAcceptable(string.Concat(Enumerable.Repeat(units == 1 ? "x" : "\U0001F600", count))), Is.EqualTo(accepted));

    // Five letters with their marks are five after composition, and one ligature is eighteen.
    [TestCase("e\u0301e\u0301e\u0301e\u0301e\u0301", false)]
    [TestCase("\uFDFA", true)]
    public void Length_counts_what_is_compared(string typed, bool accepted) => Assert.That(PasswordText.IsAcceptable(typed), Is.EqualTo(accepted));

    [Test]
    public void What_grows_beyond_the_longest_is_refused() =>
        Assert.That(PasswordText.IsAcceptable(string.Concat(Enumerable.Repeat("\uFDFA", 15))), Is.False);
}
