import { UnexpectedResponse } from "./problems.js";
import { unwrap, type Result } from "./responses.js";

export interface Page<Item> {
  items: Item[];
  nextPage?: string;
}

/** Iterate over every item of a list, requesting each page when it is needed. */
export async function* everyItem<Item, Query extends object>(
  operation: string,
  query: Query,
  getPage: (query: Query & { page?: string }) => Promise<Result<Page<Item>>>,
): AsyncGenerator<Item, void> {
  const seen = new Set<string>();
  let next: Query & { page?: string } = query;
  for (;;) {
    const result = await getPage(next);
    const page = unwrap(result);
    const { nextPage } = page;
    if (nextPage !== undefined && (typeof nextPage !== "string" || seen.has(nextPage))) {
      throw new UnexpectedResponse(result.response, JSON.stringify(page), `${operation}, nextPage`);
    }
    yield* page.items;
    if (nextPage === undefined) {
      return;
    }
    seen.add(nextPage);
    next = { ...query, page: nextPage };
  }
}
