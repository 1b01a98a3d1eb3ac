using System.Globalization;
using System.Text;

namespace ApiKeys.Benchmarks.Load;

/// <summary>A bar for each comparison: the share of the floor's throughput, with a mark at the goal.</summary>
internal static class Chart
{
    private const int Left = 150;
    private const int FullWidth = 400;
    private const int RowHeight = 34;
    private const int BarHeight = 20;
    private const int Top = 34;

    public static string Draw(IReadOnlyList<Comparison> comparisons)
    {
        var height = Top + comparisons.Count * RowHeight + 10;
        var svg = new StringBuilder();
        Line(
            svg,
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="640" height="{height}" viewBox="0 0 640 {height}" font-family="sans-serif" font-size="13">"""
        );
        Line(svg, $"""<title>Share of the floor's throughput</title>""");
        Line(svg, $"""<rect width="640" height="{height}" fill="#ffffff"/>""");
        Line(
            svg,
            $"""<text x="{Left}" y="20" fill="#333333">share of the floor's throughput; the line is the goal</text>"""
        );
        foreach (var (item, i) in comparisons.Select((item, i) => (item, i)))
        {
            var y = Top + i * RowHeight;
            var width = Math.Min(item.Throughput, 1.1) * FullWidth;
            var goal = Left + item.Goal * FullWidth;
            Line(
                svg,
                $"""<text x="{Left - 10}" y="{y + 15}" text-anchor="end" fill="#333333">{item.Kind}, {item.Provider}</text>"""
            );
            Line(svg, $"""<rect x="{Left}" y="{y}" width="{FullWidth}" height="{BarHeight}" fill="#e6e9ef"/>""");
            Line(svg, $"""<rect x="{Left}" y="{y}" width="{width:F0}" height="{BarHeight}" fill="#3b6fb6"/>""");
            Line(
                svg,
                $"""<line x1="{goal:F0}" x2="{goal:F0}" y1="{y - 3}" y2="{y + BarHeight + 3}" stroke="#b3261e" stroke-width="2"/>"""
            );
            Line(
                svg,
                $"""<text x="{Left + Math.Max(width, FullWidth) + 8:F0}" y="{y + 15}" fill="#333333">{item.Throughput:P0}</text>"""
            );
        }

        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Line(StringBuilder svg, FormattableString line) =>
        svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
