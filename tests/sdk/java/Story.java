import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import shop.ApiClient;
import shop.ApiException;
import shop.api.AuthApi;
import shop.api.OrdersApi;
import shop.api.ProductsApi;
import shop.model.*;

/** Registers and orders with a client of openapi-generator: {@code java Story STOREFRONT}. Each step prints a line. */
public class Story {
  static final String EMAIL = "ada.java@example.com";
  static final String PASSWORD = "correct-horse-battery";

  public static void main(String[] arguments) throws ApiException {
    ApiClient client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    AuthApi auth = new AuthApi(client);

    RegisterRequest ada = new RegisterRequest().email(EMAIL).firstName("Ada").lastName("Lovelace");
    try {
      auth.registerUser(ada.password("short"));
    } catch (ApiException problem) {
      System.out.println("mistake " + problem.getCode());
    }
    System.out.println("registered " + auth.registerUser(ada.password(PASSWORD)).getRole());

    TokenPair tokens = auth.loginUser(new LoginRequest().email(EMAIL).password(PASSWORD));
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + tokens.getAccessToken()));
    Product book = new ProductsApi(client).listProducts("books", 1, null).getItems().get(0);
    Order order = order(new OrdersApi(client), book);
    System.out.println("order " + order.getStatus());
    OffsetDateTime placed = order.getCreatedAt();
    OrderPage found = new OrdersApi(client).listOrders(null, placed, placed, null, null);
    System.out.println("found " + found.getItems().get(0).getOrderId().equals(order.getOrderId()));
    System.out.println("exact " + order.getTotalAmount().equals(book.getPrice().multiply(BigDecimal.valueOf(2))));
  }

  static Order order(OrdersApi orders, Product book) throws ApiException {
    OrderItemRequest line = new OrderItemRequest().productId(book.getProductId()).quantity(2);
    OrderRequest request = new OrderRequest()
        .items(List.of(line))
        .shippingAddress(new ShippingAddress()
            .street("12 St James's Square").city("London").postalCode("SW1Y 4JH").country("GB"))
        .paymentMethod(new PaymentMethod().type(PaymentMethod.TypeEnum.CARD).token("tok_visa"));
    return orders.createOrder(UUID.randomUUID().toString(), request);
  }
}
