// Make tables and samples that are wider than the page focusable, so that the keyboard can scroll them.
const makeScrollable = () => {
  for (const wide of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  }
};
new MutationObserver(makeScrollable).observe(document.body, { childList: true, subtree: true });
addEventListener("resize", makeScrollable);
// A sample behind a tab has no width until the tab is selected.
addEventListener("change", makeScrollable);
makeScrollable();
