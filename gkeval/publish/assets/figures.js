// Draws the figures of a page; their colours follow the reader's light or dark setting.
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
  return night ? text.replace(/"#[0-9a-f]{6}"/g, (hex) => `"${COLOURS[hex.slice(1, -1)] ?? hex.slice(1, -1)}"`) : text;
}

function draw(night) {
  for (const [id, text] of texts) {
    const figure = JSON.parse(shaded(text, night));
    Plotly.react(id, figure.data, figure.layout, {
      responsive: true,
      displaylogo: false,
      displayModeBar: false,
      locale: "en",
    });
  }
  document.querySelectorAll("[data-colour]").forEach((key) => {
    const colour = key.dataset.colour;
    key.style.setProperty("--key", night ? (COLOURS[colour] ?? colour) : colour);
  });
}

draw(dark.matches);
dark.addEventListener("change", (event) => draw(event.matches));
window.addEventListener("beforeprint", () => draw(false));
window.addEventListener("afterprint", () => draw(dark.matches));
