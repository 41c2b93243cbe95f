/** A list as the registry answers it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** All items of a list, page by page as they are read: `all(cursor => registry.listIdentities(cursor))`. */
export async function* all<T>(read: (cursor: string | null) => Promise<Page<T>>): AsyncGenerator<T, void, undefined> {
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read(cursor);
    yield* page.items;
    if (page.next_cursor === cursor) return;
    cursor = page.next_cursor;
  } while (cursor !== null);
}
