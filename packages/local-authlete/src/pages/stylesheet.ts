/** The one stylesheet of the pages. Contrasts are at least 4.5 in light and in dark. */
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
  }
}

* {
  box-sizing: border-box;
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
  max-width: 30rem;
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
  margin-bottom: 3rem;
  padding: 1.25rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--surface);
}

@media (max-width: 32rem) {
  main {
    margin: 0 0.5rem 2rem;
  }
}

h1 {
  margin: 0 0 0.75rem;
  font-size: 1.5rem;
  line-height: 1.25;
}

h2 {
  margin: 1.25rem 0 0.25rem;
  font-size: 1rem;
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

.alert {
  margin: 0 0 1rem;
  padding: 0.75rem 1rem;
  border-left: 0.25rem solid var(--alert);
  background: var(--alert-surface);
  color: var(--alert);
}

.alert p {
  margin: 0;
}

.alert a {
  color: inherit;
}

label {
  font-weight: 600;
}

.field {
  margin: 1rem 0;
}

.field label {
  display: block;
}

.field input {
  width: 100%;
  margin-top: 0.25rem;
  padding: 0.6rem 0.75rem;
  border: 1px solid var(--quiet);
  border-radius: 0.375rem;
  background: var(--surface);
  color: var(--text);
  font: inherit;
}

.field input[aria-invalid='true'] {
  border: 2px solid var(--alert);
}

.code {
  font: 1.5rem/1.5 ui-monospace, monospace;
  letter-spacing: 0.1em;
}

fieldset {
  margin: 1rem 0;
  padding: 0;
  border: 0;
}

legend {
  padding: 0;
  font-weight: 600;
}

.choices {
  margin: 0.25rem 0 0;
  padding: 0;
  list-style: none;
}

.choices li {
  display: grid;
  grid-template-columns: 1.5rem 1fr;
  column-gap: 0.5rem;
  padding: 0.5rem 0;
  border-top: 1px solid var(--line);
}

.choices li > :first-child {
  align-self: start;
  width: 1.15rem;
  height: 1.15rem;
  margin: 0.2rem 0 0;
}

.choices li > * {
  grid-column: 2;
}

.choices li > :first-child {
  grid-column: 1;
}

dl {
  margin: 0.25rem 0 0;
}

dt {
  color: var(--quiet);
}

dd {
  margin: 0 0 0.25rem 1rem;
  white-space: pre-wrap;
}

.buttons {
  display: flex;
  flex-wrap: wrap;
  gap: 0.75rem;
  margin-top: 1.5rem;
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

a {
  color: var(--accent);
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}
`;
