import { BASE } from './styles/base.ts';
import { CIRCUMSTANCES } from './styles/circumstances.ts';
import { CONTROLS } from './styles/controls.ts';
import { PARTS } from './styles/parts.ts';

/** The stylesheet of the page. */
export const STYLESHEET: string = BASE + CONTROLS + PARTS + CIRCUMSTANCES;
