/** The parts that only this page has. */
export const PARTS = `
.notice {
  margin: 0 0 1rem;
  padding: 0.75rem 1rem;
  border-left: 0.25rem solid var(--accent);
  background: var(--surface);
}

.notice:empty {
  display: none;
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
`;
