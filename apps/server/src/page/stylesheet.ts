/** The stylesheet of the page, of one family with the pages of local Authlete. Contrasts are at least 4.5 in light and in dark. */
export const STYLESHEET = `
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

.notice {
  margin: 0 0 1rem;
  padding: 0.75rem 1rem;
  border-left: 0.25rem solid var(--accent);
  background: var(--surface);
}

.notice:empty {
  display: none;
}

.notice p {
  margin: 0;
}

.notice .buttons {
  margin-top: 0.5rem;
}

.notice.bad {
  border-color: var(--alert);
  background: var(--alert-surface);
  color: var(--alert);
}

.step {
  margin-bottom: 1rem;
  padding: 1.25rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--surface);
}

.facts {
  display: grid;
  grid-template-columns: minmax(8rem, max-content) 1fr;
  gap: 0.375rem 1.25rem;
  margin: 0.5rem 0;
}

.facts dt {
  color: var(--quiet);
}

.facts dd {
  margin: 0;
}

.columns {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
  gap: 0.5rem 2rem;
}

.columns > * {
  min-width: 0;
}

fieldset {
  min-width: 0;
  margin: 0.5rem 0;
  padding: 0;
  border: 0;
}

fieldset.row {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.25rem;
}

legend {
  padding: 0;
  font-weight: 600;
}

fieldset.row legend {
  float: left;
}

.choice {
  display: grid;
  grid-template-columns: 1.25rem 1fr;
  gap: 0.5rem;
  padding: 0.25rem 0;
}

input[type='checkbox'],
input[type='radio'] {
  width: 1.1rem;
  height: 1.1rem;
  margin: 0.2rem 0 0;
  accent-color: var(--accent);
}

fieldset.row input {
  margin: 0 0.25rem 0 0;
  vertical-align: -0.15rem;
}

summary {
  padding: 0.25rem 0;
  color: var(--accent);
  font-weight: 600;
  cursor: pointer;
}

.buttons {
  display: flex;
  flex-wrap: wrap;
  gap: 0.75rem;
  margin: 0.75rem 0;
}

button {
  min-height: 2.75rem;
  padding: 0.5rem 1.25rem;
  border: 1px solid var(--accent);
  border-radius: 0.375rem;
  background: var(--surface);
  color: var(--accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}

button.primary {
  background: var(--accent);
  color: var(--on-accent);
}

button.small {
  min-height: 2rem;
  padding: 0.125rem 0.75rem;
  font-size: 0.875rem;
}

button:disabled {
  opacity: 0.6;
  cursor: default;
}

.call {
  margin-top: 1rem;
  padding-top: 1rem;
  border-top: 1px solid var(--line);
}

.result {
  margin: 0.25rem 0;
}

.result:empty {
  display: none;
}

.result::before {
  display: inline-block;
  width: 0.625rem;
  height: 0.625rem;
  margin-right: 0.5rem;
  border-radius: 50%;
  background: var(--quiet);
  content: '';
}

.result.good::before {
  background: var(--good);
}

.result.bad::before {
  border-radius: 0;
  background: var(--alert);
}

.result strong {
  margin-right: 0.25rem;
}

.exchange {
  margin: 0.75rem 0;
}

.copyable {
  display: grid;
  grid-template-columns: 1fr auto;
  gap: 0.25rem 0.75rem;
  align-items: start;
}

.copyable > * {
  min-width: 0;
}

.copyable button {
  margin-top: 0.25rem;
}

.copyable [role='status'] {
  grid-column: 1 / -1;
}

.copyable [role='status']:empty {
  display: none;
}

.expired {
  color: var(--alert);
  font-weight: 600;
}

.endpoints {
  margin: 0;
  padding: 0;
  list-style: none;
}

.endpoints li {
  padding: 0.875rem 0;
  border-top: 1px solid var(--line);
}

.endpoints h3 {
  margin: 0;
}

.endpoints pre {
  background: var(--surface);
}

@media (max-width: 34rem) {
  h1 {
    font-size: 1.625rem;
  }

  .step {
    margin-inline: -0.5rem;
    padding: 1rem 0.75rem;
  }

  .facts {
    grid-template-columns: 1fr;
    gap: 0;
  }

  .facts dd {
    margin: 0 0 0.5rem;
  }

  .copyable {
    grid-template-columns: 1fr;
    justify-items: start;
  }

  .copyable pre {
    width: 100%;
  }
}

@media (prefers-reduced-motion: no-preference) {
  html {
    scroll-behavior: smooth;
  }
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}
`;
