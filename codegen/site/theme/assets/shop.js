// Where a table or a sample is wider than the page, the keyboard can scroll it, too.
const reach = () => {
  for (const wide of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  }
};
new MutationObserver(reach).observe(document.body, { childList: true, subtree: true });
addEventListener("resize", reach);
// A sample behind a tab has no width until it is chosen.
addEventListener("change", reach);
reach();
