package javax.annotation;

/** The generated code carries it; it was part of the JDK before Java 11. */
public @interface Generated {
  String[] value();

  String date() default "";

  String comments() default "";
}
