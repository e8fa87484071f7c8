// Draws the figures of a page, once the page itself stands; their colours follow the reader's light
// or dark setting.
"use strict";

const COLOURS = /* COLOURS */ {};
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const texts = new Map(
  [...document.querySelectorAll("script[data-figure]")].map((script) => [
    script.dataset.figure,
    script.textContent,
  ]),
);

function shaded(text, night) {
  if (!night) return text;
  return text.replace(/"(#[0-9a-f]{6})"/g, (whole, hex) => `"${COLOURS[hex] ?? hex}"`);
}

function colourKeys(night) {
  document.querySelectorAll("[data-colour]").forEach((key) => {
    const colour = key.dataset.colour;
    key.style.setProperty("--key", night ? (COLOURS[colour] ?? colour) : colour);
  });
}

function draw(night, width) {
  for (const [id, text] of texts) {
    const figure = JSON.parse(shaded(text, night));
    // a figure of a fixed width is printed smaller, any other narrower
    const wide = figure.layout.width;
    document.getElementById(id).style.zoom = wide && width ? Math.min(1, width / wide) : "";
    if (width && !wide) figure.layout.width = width;
    Plotly.react(id, figure.data, figure.layout, {
      responsive: true,
      displaylogo: false,
      displayModeBar: false,
      locale: "en",
    });
  }
  colourKeys(night);
}

function start() {
  draw(dark.matches);
  dark.addEventListener("change", (event) => draw(event.matches));
  // 660 pixels are what an A4 page with its margins leaves
  window.addEventListener("beforeprint", () => draw(false, 660));
  window.addEventListener("afterprint", () => draw(dark.matches));
}

// plotly is large: it is read after the page has been shown and its table works
const library = document.currentScript.dataset.library;
colourKeys(dark.matches);
window.addEventListener("load", () => {
  if (!texts.size) return;
  const script = document.createElement("script");
  script.src = library;
  script.addEventListener("load", start);
  setTimeout(() => document.head.append(script), 0);
});
