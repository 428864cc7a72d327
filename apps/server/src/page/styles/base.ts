/** Colours and texts, of one family with the pages of local Authlete. Contrasts are at least 4.5 in light and in dark. */
export const BASE = `
:root {
  color-scheme: light dark;
  --background: #f4f5f7;
  --surface: #ffffff;
  --text: #1d2430;
  --quiet: #55606f;
  --line: #c3c9d2;
  --accent: #1f5fbf;
  --on-accent: #ffffff;
  --alert: #a61b1b;
  --alert-surface: #fdecec;
  --warning: #7a4b00;
  --warning-surface: #fff2d6;
  --good: #1b7a3d;
}

@media (prefers-color-scheme: dark) {
  :root {
    --background: #14171c;
    --surface: #1e232b;
    --text: #e8ebf0;
    --quiet: #aab3c0;
    --line: #465060;
    --accent: #8ab4f8;
    --on-accent: #10151d;
    --alert: #ff9d9d;
    --alert-surface: #3a1d1f;
    --warning: #ffd58a;
    --warning-surface: #3a2d12;
    --good: #6fd08c;
  }
}

* {
  box-sizing: border-box;
}

[hidden] {
  display: none !important;
}

body {
  margin: 0;
  background: var(--background);
  color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}

header,
main {
  max-width: 62rem;
  margin: 0 auto;
  padding: 0 1rem;
}

header p {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 0.75rem;
  align-items: center;
  justify-content: space-between;
  margin: 1rem 0;
}

main {
  padding-bottom: 3rem;
}

h1 {
  margin: 1.5rem 0 0.5rem;
  font-size: 2rem;
  line-height: 1.2;
}

h2 {
  margin: 2.5rem 0 0.75rem;
  font-size: 1.375rem;
  line-height: 1.25;
}

h3 {
  margin: 0 0 0.5rem;
  font-size: 1.125rem;
}

h4,
h5 {
  margin: 0 0 0.25rem;
  font-size: 1rem;
}

p {
  margin: 0.25rem 0 0.75rem;
}

a {
  color: var(--accent);
}

code,
pre {
  font-family: ui-monospace, SFMono-Regular, Menlo, monospace;
  font-size: 0.875rem;
}

h3 code,
h4 code {
  font-size: 1rem;
}

pre {
  margin: 0.25rem 0;
  padding: 0.625rem 0.75rem;
  border-radius: 0.375rem;
  background: var(--background);
  white-space: pre-wrap;
}

.lead {
  max-width: 46rem;
  font-size: 1.125rem;
}

.quiet {
  color: var(--quiet);
}

.warning {
  padding: 0.1rem 0.5rem;
  border-radius: 0.25rem;
  background: var(--warning-surface);
  color: var(--warning);
  font-size: 0.875rem;
  font-weight: 600;
}
`;
