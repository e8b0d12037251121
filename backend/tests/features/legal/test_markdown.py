import pytest

from app.features.legal.providers.markdown import html_of


def test_markdown_becomes_html_below_the_pages_own_heading() -> None:
    assert (
        html_of("# Terms\n\nText **here**.")
        == "<h2>Terms</h2>\n<p>Text <strong>here</strong>.</p>\n"
    )
    assert html_of("###### Deep") == "<h6>Deep</h6>\n"
    assert "<li>one</li>" in html_of("1. one\n2. two")


def test_aligned_tables_need_no_style() -> None:
    html = html_of("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert "<td>2</td>" in html
    assert "style" not in html


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html;base64,AAAA)",
        "[a](//evil.example)",
        "[a](/\\evil.example)",
        "![a](https://tracker.example/pixel.png)",
        "<javascript:alert(1)>",
    ],
)
def test_nothing_planted_runs_or_loads(planted: str) -> None:
    html = html_of(planted)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html.lower()
    assert 'href="data' not in html
    assert 'href="//' not in html
    assert 'href="/\\' not in html


def test_links_to_the_web_mail_and_this_site_stay() -> None:
    for address in ("https://a.example", "mailto:a@b.example", "tel:+1", "/privacy", "#part"):
        assert f'href="{address}"' in html_of(f"[a]({address})")
