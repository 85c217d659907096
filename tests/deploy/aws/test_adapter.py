"""The adapter's additions to the embedded AWS, as boto3 and Terraform use them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import QueryParser
from starlette.responses import Response

from local.aws.clients import client
from local.config import ACCOUNT, REGION
from tests.deploy.aws.adapter import complete
from tests.deploy.aws.by_hand import STAGE, deploy_api, import_document
from tests.deploy.aws.running import front_door

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.deploy.aws.running import DeployableAws

WITHOUT = "x-amazon-apigateway-"
ACL = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/shop/1"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
ALARM: Mapping[str, Any] = {
    "AlarmName": "ecommerce-dev-5xx",
    "AlarmDescription": "5xx & more: docs/runbooks/5xx.md",
    "ActionsEnabled": True,
    "OKActions": [],
    "AlarmActions": [TOPIC],
    "InsufficientDataActions": [],
    "MetricName": "5XXError",
    "Namespace": "AWS/ApiGateway",
    "Statistic": "Sum",
    "Dimensions": [{"Name": "ApiName", "Value": "shop"}, {"Name": "Stage", "Value": "dev"}],
    "Period": 300,
    "EvaluationPeriods": 2,
    "DatapointsToAlarm": 2,
    "Threshold": 10.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
}


def paths_of(aws: DeployableAws, api_id: str) -> set[str]:
    resources = client("apigateway", aws.bare_url).get_resources(restApiId=api_id, limit=500)["items"]
    return {resource["path"] for resource in resources if resource.get("resourceMethods")}


@pytest.mark.parametrize("name", ["storefront", "partner"])
def test_imported_api_has_everything_in_its_document(deployable: DeployableAws, name: str) -> None:
    document = import_document(name)
    apigateway = client("apigateway", deployable.url)

    api_id = deploy_api(apigateway, document)

    # Then paths, methods, models, validators, authorizer and gateway responses are those of the document
    assert paths_of(deployable, api_id) == set(document["paths"])
    api = apigateway.get_rest_api(restApiId=api_id)
    assert (api["name"], api["apiKeySource"]) == (document["info"]["title"], "HEADER")
    models = apigateway.get_models(restApiId=api_id, limit=500)["items"]
    assert {model["name"] for model in models} == set(document["components"]["schemas"])
    own = [each for each in apigateway.get_gateway_responses(restApiId=api_id)["items"] if not each["defaultResponse"]]
    assert {each["responseType"] for each in own} == set(document["x-amazon-apigateway-gateway-responses"])
    (authorizer,) = apigateway.get_authorizers(restApiId=api_id)["items"]
    assert (authorizer["type"], authorizer["authorizerResultTtlInSeconds"]) == ("TOKEN", 300)
    assert len(apigateway.get_request_validators(restApiId=api_id)["items"]) == 1


def test_import_replaces_the_previous_one(deployable: DeployableAws) -> None:
    # Given an imported API, and a smaller document
    document = import_document("storefront")
    apigateway = client("apigateway", deployable.url)
    api_id = deploy_api(apigateway, document)
    document["paths"] = {"/health": document["paths"]["/health"], "/": document["paths"]["/"]}
    document["components"]["schemas"] = {}
    del document["x-amazon-apigateway-gateway-responses"]["THROTTLED"]

    # When the document is imported
    apigateway.put_rest_api(restApiId=api_id, mode="overwrite", body=json.dumps(document).encode())
    assert "/orders" in paths_of(deployable, api_id)
    apigateway.create_deployment(restApiId=api_id, stageName=STAGE)

    # Then nothing else is left after a deployment
    assert paths_of(deployable, api_id) == {"/health", "/"}
    assert apigateway.get_models(restApiId=api_id)["items"] == []
    throttled = apigateway.get_gateway_response(restApiId=api_id, responseType="THROTTLED")
    assert throttled["defaultResponse"]
    assert len(apigateway.get_authorizers(restApiId=api_id)["items"]) == 1


def test_new_api_can_be_created_by_import(deployable: DeployableAws) -> None:
    apigateway = client("apigateway", deployable.url)

    made = apigateway.import_rest_api(body=json.dumps(import_document("storefront")).encode())

    assert made["name"] == "E-Commerce API"
    assert "/orders/{id}/cancel" in paths_of(deployable, made["id"])


def without_integration(document: dict[str, Any]) -> None:
    del document["paths"]["/health"]["get"][f"{WITHOUT}integration"]


def through_a_link(document: dict[str, Any]) -> None:
    document["paths"]["/health"]["get"][f"{WITHOUT}integration"]["connectionId"] = "a-link"


def signed(document: dict[str, Any]) -> None:
    document["components"]["securitySchemes"]["Signed"] = {"type": "apiKey", "in": "header", "name": "Authorization"}


def newer(document: dict[str, Any]) -> None:
    document["openapi"] = "3.1.0"


@pytest.mark.parametrize("break_document", [without_integration, through_a_link, signed, newer])
def test_document_with_unsupported_parts_is_rejected(
    deployable: DeployableAws, break_document: Callable[[dict[str, Any]], None]
) -> None:
    document = import_document("storefront")
    break_document(document)

    with pytest.raises(ClientError) as refused:
        client("apigateway", deployable.url).import_rest_api(body=json.dumps(document).encode())

    assert refused.value.response["Error"]["Code"] == "BadRequestException"


def test_error_of_the_embedded_aws_is_passed_on(deployable: DeployableAws) -> None:
    document = import_document("storefront")
    document["x-amazon-apigateway-gateway-responses"]["NO_SUCH_TYPE"] = {"statusCode": "400"}

    with pytest.raises(ClientError, match="Invalid gateway response type"):
        client("apigateway", deployable.url).import_rest_api(body=json.dumps(document).encode())


def test_api_has_its_current_tags(deployable: DeployableAws) -> None:
    apigateway = client("apigateway", deployable.url)
    api_id = apigateway.create_rest_api(name="tagged", tags={"Document": "1"})["id"]
    arn = f"arn:aws:apigateway:{REGION}::/restapis/{api_id}"

    apigateway.tag_resource(resourceArn=arn, tags={"Document": "2"})

    assert apigateway.get_rest_api(restApiId=api_id)["tags"] == {"Document": "2"}
    assert apigateway.get_tags(resourceArn=arn)["tags"] == {"Document": "2"}


def test_stage_has_an_available_cache_and_encoded_paths(deployable: DeployableAws) -> None:
    apigateway = client("apigateway", deployable.url)
    api_id = deploy_api(apigateway, import_document("storefront"))
    assert "cacheClusterStatus" not in apigateway.get_stage(restApiId=api_id, stageName=STAGE)

    apigateway.update_stage(
        restApiId=api_id,
        stageName=STAGE,
        patchOperations=[
            {"op": "replace", "path": "/cacheClusterEnabled", "value": "true"},
            {"op": "replace", "path": "/~1products~1{id}/GET/caching/enabled", "value": "true"},
        ],
    )

    stage = apigateway.get_stage(restApiId=api_id, stageName=STAGE)
    assert stage["cacheClusterStatus"] == "AVAILABLE"
    assert stage["methodSettings"]["~1products~1{id}/GET"]["cachingEnabled"]


def test_domain_has_only_what_was_set(deployable: DeployableAws) -> None:
    apigateway = client("apigateway", deployable.url)
    apigateway.create_domain_name(domainName="api.example.com", endpointConfiguration={"types": ["REGIONAL"]})

    assert "mutualTlsAuthentication" not in apigateway.get_domain_name(domainName="api.example.com")


def test_api_key_with_an_empty_value_gets_one(deployable: DeployableAws) -> None:
    made = client("apigateway", deployable.url).create_api_key(name="partner", value="")

    assert len(made["value"]) >= 20


def test_email_identity_keeps_its_configuration_set(deployable: DeployableAws) -> None:
    ses = client("sesv2", deployable.url)
    ses.create_email_identity(EmailIdentity="shop@example.com", ConfigurationSetName="one")
    assert ses.get_email_identity(EmailIdentity="shop@example.com")["ConfigurationSetName"] == "one"

    ses.put_email_identity_configuration_set_attributes(EmailIdentity="shop@example.com", ConfigurationSetName="two")
    assert ses.get_email_identity(EmailIdentity="shop@example.com")["ConfigurationSetName"] == "two"


def test_email_identity_keeps_its_mail_from_domain(deployable: DeployableAws) -> None:
    ses = client("sesv2", deployable.url)
    ses.create_email_identity(EmailIdentity="shop.example.com")

    given = {"MailFromDomain": "bounce.shop.example.com", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
    ses.put_email_identity_mail_from_attributes(EmailIdentity="shop.example.com", **given)

    assert ses.get_email_identity(EmailIdentity="shop.example.com")["MailFromAttributes"] == given


def test_headers_policy_has_only_the_parts_that_were_set(deployable: DeployableAws) -> None:
    cloudfront = client("cloudfront", deployable.url)
    security = {"ContentTypeOptions": {"Override": True}}
    config = {"Name": "docs", "SecurityHeadersConfig": security}
    made = cloudfront.create_response_headers_policy(ResponseHeadersPolicyConfig=config)["ResponseHeadersPolicy"]["Id"]

    config = cloudfront.get_response_headers_policy(Id=made)["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]

    assert config["SecurityHeadersConfig"] == security
    assert not {"CustomHeadersConfig", "RemoveHeadersConfig"} & set(config)


def test_secret_rotation_can_be_cancelled(deployable: DeployableAws) -> None:
    secrets = client("secretsmanager", deployable.url)
    arn = secrets.create_secret(Name="rotating", SecretString="text")["ARN"]

    assert secrets.cancel_rotate_secret(SecretId=arn)["ARN"] == arn


def test_log_query_exists_until_it_is_deleted(deployable: DeployableAws) -> None:
    # Given an updated query
    logs = client("logs", deployable.url)
    query = {"name": "errors", "queryString": "limit 1", "logGroupNames": ["/aws/lambda/one"]}
    made = logs.put_query_definition(**query)["queryDefinitionId"]
    logs.put_query_definition(**{**query, "queryString": "limit 2"}, queryDefinitionId=made)

    definitions = logs.describe_query_definitions(queryDefinitionNamePrefix="err")["queryDefinitions"]

    assert definitions == [{**query, "queryString": "limit 2", "queryDefinitionId": made}]
    assert logs.describe_query_definitions(queryDefinitionNamePrefix="other")["queryDefinitions"] == []
    assert logs.delete_query_definition(queryDefinitionId=made)["success"]
    assert logs.describe_query_definitions()["queryDefinitions"] == []


def test_firewall_logging_exists_until_it_is_deleted(deployable: DeployableAws) -> None:
    waf = client("wafv2", deployable.url)
    logging = {
        "ResourceArn": ACL,
        "LogDestinationConfigs": [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-shop"],
    }
    waf.put_logging_configuration(LoggingConfiguration=logging)

    assert waf.get_logging_configuration(ResourceArn=ACL)["LoggingConfiguration"] == logging
    waf.delete_logging_configuration(ResourceArn=ACL)
    with pytest.raises(ClientError) as refused:
        waf.get_logging_configuration(ResourceArn=ACL)
    assert refused.value.response["Error"]["Code"] == "WAFNonexistentItemException"


def test_alarm_of_several_metrics_has_no_period(deployable: DeployableAws) -> None:
    metric = {"Metric": {"Namespace": "AWS/SQS", "MetricName": "Sent"}, "Period": 300, "Stat": "Sum"}
    queries = [
        {"Id": "m0", "MetricStat": metric, "ReturnData": False},
        {"Id": "e", "Expression": "FILL(m0, 0)", "ReturnData": True},
    ]
    kept = {name: ALARM[name] for name in ("EvaluationPeriods", "Threshold", "ComparisonOperator")}
    client("cloudwatch", deployable.url).put_metric_alarm(AlarmName="several", Metrics=queries, **kept)

    form = {"Action": "DescribeAlarms", "Version": "2010-08-01", "AlarmNames.member.1": "several"}
    (alarm,) = read_as_query(httpx.post(deployable.url, data=form))["MetricAlarms"]

    assert not {"Period", "Statistic"} & set(alarm)


def test_alarm_has_every_field_in_the_query_protocol(deployable: DeployableAws) -> None:
    # Given an alarm
    cloudwatch = client("cloudwatch", deployable.url)
    cloudwatch.put_metric_alarm(**ALARM)

    # When it is requested in Terraform's query protocol
    form = {"Action": "DescribeAlarms", "Version": "2010-08-01", "AlarmNames.member.1": ALARM["AlarmName"]}
    response = httpx.post(deployable.url, data=form)

    # Then botocore reads every field of it
    (alarm,) = read_as_query(response)["MetricAlarms"]
    assert {name: alarm[name] for name in ALARM} == ALARM


def read_as_query(response: httpx.Response) -> dict[str, Any]:
    service = ServiceModel(Loader().load_service_model("cloudwatch", "service-2"))
    shape = service.operation_model("DescribeAlarms").output_shape
    assert shape is not None
    received = {"body": response.content, "headers": response.headers, "status_code": response.status_code}
    parsed: dict[str, Any] = QueryParser().parse(received, shape)
    return parsed


def test_image_function_looks_like_one_to_clients(deployable: DeployableAws) -> None:
    # Given a function of an image, changed and published as Terraform does
    lambda_ = client("lambda", deployable.url)
    image = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/shop:1"
    made = lambda_.create_function(
        FunctionName="of-an-image",
        Role=f"arn:aws:iam::{ACCOUNT}:role/r",
        PackageType="Image",
        Code={"ImageUri": image},
        ImageConfig={"Command": ["handlers.meta.get_contract.handler"]},
        Publish=True,
    )
    lambda_.update_function_code(FunctionName="of-an-image", ImageUri=f"{image}.1", Publish=True)
    command = {"Command": ["handlers.meta.get_health.handler"]}
    lambda_.update_function_configuration(FunctionName=made["FunctionArn"], ImageConfig=command)

    # Then it is returned as a function of an image
    function = lambda_.get_function(FunctionName="of-an-image")
    assert made["PackageType"] == function["Configuration"]["PackageType"] == "Image"
    assert function["Code"]["ImageUri"] == f"{image}.1"
    assert function["Configuration"]["ImageConfigResponse"]["ImageConfig"] == command
    assert not {"Runtime", "Handler"} & set(function["Configuration"])
    versions = lambda_.list_versions_by_function(FunctionName="of-an-image")["Versions"]
    assert {version["PackageType"] for version in versions} == {"Image"}


def test_error_about_a_missing_stage_is_passed_on(deployable: DeployableAws) -> None:
    api_id = deploy_api(client("apigateway", deployable.url), import_document("storefront"))

    with front_door(deployable, api_id) as url:
        assert httpx.get(f"{url}/{STAGE}/auth").status_code == 404
        assert httpx.get(f"{url}/another/health").json() == {"message": "Forbidden"}


def test_cors_is_for_the_deployed_apis_only(deployable: DeployableAws) -> None:
    page = {"Origin": "https://evil.example", "Content-Type": "text/plain"}

    assert httpx.get(f"{deployable.url}/restapis", headers=page).status_code == 403


def test_response_of_a_function_is_unchanged() -> None:
    response = complete(Response('{"name": "$context.path"}', headers={"x-request-id": "id"}), "/dev/x")

    assert response.headers["x-request-id"] == "id"
    assert response.body == b'{"name": "$context.path"}'


def test_path_is_escaped_for_json() -> None:
    headers = {"x-request-id": "i", "x-amzn-requestid": "i"}

    response = complete(Response('{"instance": "$context.path"}', 404, headers), '/dev/"\\')

    assert json.loads(bytes(response.body)) == {"instance": '/dev/"\\'}
    assert response.headers["content-length"] == str(len(response.body))
