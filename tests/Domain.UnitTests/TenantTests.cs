using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

public sealed class TenantTests
{
    [TestCase("main", "main", true)]
    [TestCase("main", "other", false)]
    [TestCase("main", "MAIN", false)]
    [TestCase(null, "other", true)]
    public void Reaches_ItsWorkspace_OrAllWithoutOne(string? own, string workspace, bool expected) =>
        Assert.That(new Tenant("acme", own).Reaches(workspace), Is.EqualTo(expected));

    [TestCase("a", true)]
    [TestCase("AZaz09._:-", true)]
    [TestCase(null, false)]
    [TestCase("", false)]
    [TestCase("a b", false)]
    [TestCase("a/b", false)]
    [TestCase("\u00E9", false)]
    [TestCase("a\n", false)]
    public void IsId_IsTrue_ForTheAllowedCharactersOnly(string? id, bool expected) =>
        Assert.That(Tenant.IsId(id), Is.EqualTo(expected));

    [Test]
    public void IsId_EndsAt64Characters()
    {
        Assert.That(Tenant.IsId(new string('a', 64)), Is.True);
        Assert.That(Tenant.IsId(new string('a', 65)), Is.False);
    }
}
