/**
 * Finds an element that the page is known to have.
 *
 * @throws Error when it has not
 */
export function findElement<Type extends Element>(
  selector: string,
  type: new () => Type,
  within: ParentNode = document,
): Type {
  const found = within.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`The page has no ${selector}.`);
  return found;
}
