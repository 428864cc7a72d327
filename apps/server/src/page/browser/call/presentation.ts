/** How a token is shown to the API: as its kind wants it, as Bearer although it is bound, or not at all. */
export type Presentation = 'token' | 'bearer' | 'none';
