// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
export interface Page<Item> {
  items: Item[];
  nextPage?: string;
}

/** Every item of a list, whose next page is asked for when it is wanted. */
export async function* everyItem<Item>(
  ask: (page: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield* page.items;
    token = page.nextPage;
  } while (token !== undefined);
}
