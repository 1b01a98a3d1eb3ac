using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

public sealed class VersionConditionTests
{
    [TestCase(1)]
    [TestCase(int.MaxValue)]
    public void None_IsMetByAnyVersion(int version) => Assert.That(VersionCondition.None.IsMetBy(version), Is.True);

    [TestCase(1, true)]
    [TestCase(2, false)]
    [TestCase(3, true)]
    public void AnyOf_IsMetByEachOfItsVersions_AndNoOther(int version, bool expected) =>
        Assert.That(VersionCondition.AnyOf([1, 3]).IsMetBy(version), Is.EqualTo(expected));

    [Test]
    public void AnyOf_Nothing_IsNeverMet() => Assert.That(VersionCondition.AnyOf([]).IsMetBy(1), Is.False);
}
