/** What can be pressed, chosen and copied. */
export const CONTROLS = `
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
`;
