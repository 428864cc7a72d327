/** Phones, motion, the keyboard. */
export const CIRCUMSTANCES = `
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
