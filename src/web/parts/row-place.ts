import { createContext } from 'react';

/** Where a part of a page is in a table: its first row is reached by Tab, the others from there by arrow keys. */
export type RowPlace = 'none' | 'first' | 'below';

export const RowPlaceContext = createContext<RowPlace>('none');
