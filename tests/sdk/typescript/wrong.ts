// Wrong usage, which must not compile: tsc reports every @ts-expect-error without an error.

import { Shop, type ProductCreate } from "ecommerce-api-client";

const shop = new Shop("https://api.example.com/v1");

// @ts-expect-error  a line has a quantity, no amount
await shop.addCartItem({ productId: "01JD8QM3F5H7K9N1P3R5T7V9X1", amount: 2 });

// @ts-expect-error  a product requires a category
export const product: ProductCreate = { name: "Walnut desk", price: 499.95 };

// @ts-expect-error  there is no such status
await shop.listOrders({ status: "lost" });

// @ts-expect-error  the iterator reads all pages, so it takes no page
shop.iterateProducts({ page: "AVsxMl0.c2lnbmF0dXJlLXNpZ25h" });

// @ts-expect-error  a time is a string or a Date
await shop.listOrders({ from: 1764374400000 });

// @ts-expect-error  the items of a list have no ETag
export const etag: string = (await shop.listProducts()).items[0]!.etag;

// @ts-expect-error  an order can't be updated conditionally
await shop.cancelOrder("01JD8QP9G1H3J5K7M9N1P3Q5R7", { ifMatch: etag });
