// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
export interface Page<Item> {
  items: Item[];
  nextPage?: string;
}

/** Iterate over every item of a list, requesting each page when it is needed. */
export async function* everyItem<Item>(
  getPage: (page: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void> {
  let token: string | undefined;
  do {
    const page = await getPage(token);
    yield* page.items;
    token = page.nextPage;
  } while (token !== undefined);
}
