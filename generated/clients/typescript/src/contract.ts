// Written by codegen from openapi.yaml: change that, then `make generate`.
import type { Operation, Shape } from "./runtime/operation.js";

/** What the client checks of every operation, by method and path. */
export const OPERATIONS: Record<string, Operation> = {
  "POST /auth/register": {
    name: "registerUser",
    patterns: {
    },
    successes: {
      201: {"userId": "string", "email": "string", "emailVerified": "boolean", "firstName": "string", "lastName": "string", "role": "string", "createdAt": "string", "updatedAt": "string"},
    },
  },
  "POST /auth/login": {
    name: "loginUser",
    patterns: {
    },
    successes: {
      200: {"accessToken": "string", "refreshToken": "string", "tokenType": "string", "expiresIn": "number"},
    },
  },
  "POST /auth/mfa": {
    name: "confirmLogin",
    patterns: {
    },
    successes: {
      200: {"accessToken": "string", "refreshToken": "string", "tokenType": "string", "expiresIn": "number"},
    },
  },
  "POST /auth/refresh": {
    name: "refreshSession",
    patterns: {
    },
    successes: {
      200: {"accessToken": "string", "refreshToken": "string", "tokenType": "string", "expiresIn": "number"},
    },
  },
  "POST /auth/verification": {
    name: "requestVerification",
    patterns: {
    },
    successes: {
      202: null,
    },
  },
  "POST /auth/verification/confirm": {
    name: "confirmVerification",
    patterns: {
    },
    successes: {
      204: null,
    },
  },
  "POST /auth/password-reset": {
    name: "requestPasswordReset",
    patterns: {
    },
    successes: {
      202: null,
    },
  },
  "POST /auth/password-reset/confirm": {
    name: "confirmPasswordReset",
    patterns: {
    },
    successes: {
      204: null,
    },
  },
  "POST /auth/logout": {
    name: "logoutUser",
    patterns: {
    },
    successes: {
      204: null,
    },
  },
  "GET /auth/sessions": {
    name: "listSessions",
    patterns: {
    },
    successes: {
      200: {"items": [{"sessionId": "string", "createdAt": "string", "lastUsedAt": "string", "current": "boolean"}]},
    },
  },
  "DELETE /auth/sessions/{id}": {
    name: "deleteSession",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      204: null,
    },
  },
  "GET /auth/me": {
    name: "getCurrentUser",
    patterns: {
    },
    successes: {
      200: {"userId": "string", "email": "string", "emailVerified": "boolean", "firstName": "string", "lastName": "string", "role": "string", "createdAt": "string", "updatedAt": "string"},
    },
  },
  "GET /products": {
    name: "listProducts",
    patterns: {
    },
    successes: {
      200: {"items": [{"productId": "string", "name": "string", "price": "number", "currency": "string", "category": "string", "stock": "number", "isActive": "boolean", "createdAt": "string", "updatedAt": "string"}]},
    },
  },
  "POST /products": {
    name: "createProduct",
    patterns: {
      "Idempotency-Key": new RegExp("^[!-~]{1,255}$", "u"),
    },
    successes: {
      201: {"productId": "string", "name": "string", "price": "number", "currency": "string", "category": "string", "stock": "number", "isActive": "boolean", "createdAt": "string", "updatedAt": "string"},
    },
  },
  "GET /products/category/{category}": {
    name: "listProductsByCategory",
    patterns: {
      "category": new RegExp("^[a-z0-9][a-z0-9-]{0,49}$", "u"),
    },
    successes: {
      200: {"items": [{"productId": "string", "name": "string", "price": "number", "currency": "string", "category": "string", "stock": "number", "isActive": "boolean", "createdAt": "string", "updatedAt": "string"}]},
    },
  },
  "GET /products/{id}": {
    name: "getProduct",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
      "If-None-Match": new RegExp("^(\\*|(W/)?\"[!#-~]{0,64}\"([ \\t]*,[ \\t]*(W/)?\"[!#-~]{0,64}\"){0,9})$", "u"),
    },
    successes: {
      200: {"productId": "string", "name": "string", "price": "number", "currency": "string", "category": "string", "stock": "number", "isActive": "boolean", "createdAt": "string", "updatedAt": "string"},
      304: null,
    },
  },
  "PUT /products/{id}": {
    name: "updateProduct",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
      "If-Match": new RegExp("^(\\*|(W/)?\"[!#-~]{0,64}\"([ \\t]*,[ \\t]*(W/)?\"[!#-~]{0,64}\"){0,9})$", "u"),
    },
    successes: {
      200: {"productId": "string", "name": "string", "price": "number", "currency": "string", "category": "string", "stock": "number", "isActive": "boolean", "createdAt": "string", "updatedAt": "string"},
    },
  },
  "DELETE /products/{id}": {
    name: "deleteProduct",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      204: null,
    },
  },
  "GET /products/{id}/stock-adjustments": {
    name: "listStockAdjustments",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      200: {"items": [{"adjustmentId": "string", "productId": "string", "change": "number", "stock": "number", "createdAt": "string"}]},
    },
  },
  "POST /products/{id}/stock-adjustments": {
    name: "createStockAdjustment",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
      "Idempotency-Key": new RegExp("^[!-~]{1,255}$", "u"),
    },
    successes: {
      201: {"adjustmentId": "string", "productId": "string", "change": "number", "stock": "number", "createdAt": "string"},
    },
  },
  "POST /products/{id}/image": {
    name: "createImageUpload",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      201: {"url": "string", "fields": {}, "expiresAt": "string"},
    },
  },
  "GET /admin/products": {
    name: "listAdminProducts",
    patterns: {
    },
    successes: {
      200: {"items": [{"productId": "string", "name": "string", "price": "number", "currency": "string", "category": "string", "stock": "number", "isActive": "boolean", "createdAt": "string", "updatedAt": "string"}]},
    },
  },
  "GET /admin/products/{id}": {
    name: "getAdminProduct",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
      "If-None-Match": new RegExp("^(\\*|(W/)?\"[!#-~]{0,64}\"([ \\t]*,[ \\t]*(W/)?\"[!#-~]{0,64}\"){0,9})$", "u"),
    },
    successes: {
      200: {"productId": "string", "name": "string", "price": "number", "currency": "string", "category": "string", "stock": "number", "isActive": "boolean", "createdAt": "string", "updatedAt": "string"},
      304: null,
    },
  },
  "PUT /admin/products/{id}/stock-rows": {
    name: "setStockRows",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      200: {"productId": "string", "rows": "number", "stock": "number"},
    },
  },
  "GET /cart": {
    name: "getCart",
    patterns: {
    },
    successes: {
      200: {"items": [{"productId": "string", "productName": "string", "quantity": "number", "price": "number", "subtotal": "number", "availability": "string", "addedAt": "string", "updatedAt": "string"}], "totalAmount": "number", "currency": "string"},
    },
  },
  "DELETE /cart": {
    name: "clearCart",
    patterns: {
    },
    successes: {
      204: null,
    },
  },
  "POST /cart/items": {
    name: "addCartItem",
    patterns: {
    },
    successes: {
      200: {"items": [{"productId": "string", "productName": "string", "quantity": "number", "price": "number", "subtotal": "number", "availability": "string", "addedAt": "string", "updatedAt": "string"}], "totalAmount": "number", "currency": "string"},
    },
  },
  "PUT /cart/items/{itemId}": {
    name: "updateCartItem",
    patterns: {
      "itemId": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      200: {"items": [{"productId": "string", "productName": "string", "quantity": "number", "price": "number", "subtotal": "number", "availability": "string", "addedAt": "string", "updatedAt": "string"}], "totalAmount": "number", "currency": "string"},
    },
  },
  "DELETE /cart/items/{itemId}": {
    name: "removeCartItem",
    patterns: {
      "itemId": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      204: null,
    },
  },
  "GET /orders": {
    name: "listOrders",
    patterns: {
    },
    successes: {
      200: {"items": [{"orderId": "string", "userId": "string", "items": [{"productId": "string", "productName": "string", "quantity": "number", "price": "number", "subtotal": "number"}], "totalAmount": "number", "currency": "string", "status": "string", "shippingAddress": {"street": "string", "city": "string", "postalCode": "string", "country": "string"}, "createdAt": "string", "updatedAt": "string", "allowedActions": ["string"]}]},
    },
  },
  "POST /orders": {
    name: "createOrder",
    patterns: {
      "Idempotency-Key": new RegExp("^[!-~]{1,255}$", "u"),
    },
    successes: {
      201: {"orderId": "string", "userId": "string", "items": [{"productId": "string", "productName": "string", "quantity": "number", "price": "number", "subtotal": "number"}], "totalAmount": "number", "currency": "string", "status": "string", "shippingAddress": {"street": "string", "city": "string", "postalCode": "string", "country": "string"}, "createdAt": "string", "updatedAt": "string", "allowedActions": ["string"]},
      202: {"orderId": "string", "userId": "string", "items": [{"productId": "string", "productName": "string", "quantity": "number", "price": "number", "subtotal": "number"}], "totalAmount": "number", "currency": "string", "status": "string", "shippingAddress": {"street": "string", "city": "string", "postalCode": "string", "country": "string"}, "createdAt": "string", "updatedAt": "string", "allowedActions": ["string"]},
    },
  },
  "GET /orders/{id}": {
    name: "getOrder",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
      "If-None-Match": new RegExp("^(\\*|(W/)?\"[!#-~]{0,64}\"([ \\t]*,[ \\t]*(W/)?\"[!#-~]{0,64}\"){0,9})$", "u"),
    },
    successes: {
      200: {"orderId": "string", "userId": "string", "items": [{"productId": "string", "productName": "string", "quantity": "number", "price": "number", "subtotal": "number"}], "totalAmount": "number", "currency": "string", "status": "string", "shippingAddress": {"street": "string", "city": "string", "postalCode": "string", "country": "string"}, "createdAt": "string", "updatedAt": "string", "allowedActions": ["string"]},
      304: null,
    },
  },
  "PUT /orders/{id}/cancel": {
    name: "cancelOrder",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      200: {"orderId": "string", "userId": "string", "items": [{"productId": "string", "productName": "string", "quantity": "number", "price": "number", "subtotal": "number"}], "totalAmount": "number", "currency": "string", "status": "string", "shippingAddress": {"street": "string", "city": "string", "postalCode": "string", "country": "string"}, "createdAt": "string", "updatedAt": "string", "allowedActions": ["string"]},
    },
  },
  "GET /orders/{id}/status": {
    name: "getOrderStatus",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      200: {"orderId": "string", "status": "string", "updatedAt": "string", "allowedActions": ["string"]},
    },
  },
  "PUT /orders/{id}/status": {
    name: "updateOrderStatus",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      200: {"orderId": "string", "status": "string", "updatedAt": "string", "allowedActions": ["string"]},
    },
  },
  "GET /users/profile": {
    name: "getProfile",
    patterns: {
      "If-None-Match": new RegExp("^(\\*|(W/)?\"[!#-~]{0,64}\"([ \\t]*,[ \\t]*(W/)?\"[!#-~]{0,64}\"){0,9})$", "u"),
    },
    successes: {
      200: {"userId": "string", "email": "string", "emailVerified": "boolean", "firstName": "string", "lastName": "string", "role": "string", "createdAt": "string", "updatedAt": "string"},
      304: null,
    },
  },
  "PUT /users/profile": {
    name: "updateProfile",
    patterns: {
      "If-Match": new RegExp("^(\\*|(W/)?\"[!#-~]{0,64}\"([ \\t]*,[ \\t]*(W/)?\"[!#-~]{0,64}\"){0,9})$", "u"),
    },
    successes: {
      200: {"userId": "string", "email": "string", "emailVerified": "boolean", "firstName": "string", "lastName": "string", "role": "string", "createdAt": "string", "updatedAt": "string"},
    },
  },
  "PUT /users/password": {
    name: "changePassword",
    patterns: {
    },
    successes: {
      200: {"accessToken": "string", "refreshToken": "string", "tokenType": "string", "expiresIn": "number"},
    },
  },
  "POST /users/mfa": {
    name: "createMfaEnrolment",
    patterns: {
    },
    successes: {
      201: {"secret": "string", "otpauthUri": "string"},
    },
  },
  "POST /users/mfa/confirm": {
    name: "confirmMfaEnrolment",
    patterns: {
    },
    successes: {
      200: {"recoveryCodes": ["string"]},
    },
  },
  "POST /users/mfa/removal": {
    name: "removeMfa",
    patterns: {
    },
    successes: {
      204: null,
    },
  },
  "PUT /users/email": {
    name: "changeEmail",
    patterns: {
    },
    successes: {
      202: null,
    },
  },
  "POST /users/email/confirm": {
    name: "confirmEmailChange",
    patterns: {
    },
    successes: {
      204: null,
    },
  },
  "POST /users/email/undo": {
    name: "undoEmailChange",
    patterns: {
    },
    successes: {
      204: null,
    },
  },
  "POST /users/deletion": {
    name: "requestDeletion",
    patterns: {
    },
    successes: {
      202: null,
    },
  },
  "POST /users/deletion/undo": {
    name: "undoDeletion",
    patterns: {
    },
    successes: {
      204: null,
    },
  },
  "GET /users/data-export": {
    name: "getDataExport",
    patterns: {
    },
    successes: {
      200: {"url": "string", "expiresAt": "string"},
    },
  },
  "POST /users/data-export": {
    name: "requestDataExport",
    patterns: {
    },
    successes: {
      202: null,
    },
  },
  "GET /admin/users": {
    name: "listUsers",
    patterns: {
    },
    successes: {
      200: {"items": [{"userId": "string", "email": "string", "emailVerified": "boolean", "firstName": "string", "lastName": "string", "role": "string", "status": "string", "createdAt": "string", "updatedAt": "string"}]},
    },
  },
  "GET /admin/users/{id}": {
    name: "getUser",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      200: {"userId": "string", "email": "string", "emailVerified": "boolean", "firstName": "string", "lastName": "string", "role": "string", "status": "string", "createdAt": "string", "updatedAt": "string"},
    },
  },
  "PUT /admin/users/{id}/role": {
    name: "setUserRole",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      200: {"userId": "string", "email": "string", "emailVerified": "boolean", "firstName": "string", "lastName": "string", "role": "string", "status": "string", "createdAt": "string", "updatedAt": "string"},
    },
  },
  "POST /admin/users/{id}/disable": {
    name: "disableUser",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      204: null,
    },
  },
  "POST /admin/users/{id}/enable": {
    name: "enableUser",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      204: null,
    },
  },
  "DELETE /admin/users/{id}/sessions": {
    name: "deleteUserSessions",
    patterns: {
      "id": new RegExp("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "u"),
    },
    successes: {
      204: null,
    },
  },
  "GET /admin/audit": {
    name: "listAuditEntries",
    patterns: {
    },
    successes: {
      200: {"items": [{"auditId": "string", "occurredAt": "string", "actor": "string", "action": "string", "target": "string", "changes": [{"field": "string"}]}]},
    },
  },
  "GET /health": {
    name: "getHealth",
    patterns: {
    },
    successes: {
      200: {"status": "string", "version": "string"},
    },
  },
  "GET /openapi.json": {
    name: "getContract",
    patterns: {
    },
    successes: {
      200: {"openapi": "string", "info": {}, "paths": {}},
    },
  },
};

export const PROBLEM: Shape = {"type": "string", "title": "string", "status": "number", "detail": "string", "instance": "string", "requestId": "string"};
