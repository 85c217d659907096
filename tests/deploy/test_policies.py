"""The rendered IAM policies: what they allow and deny, whom they trust, and what a linter says of them.

MiniStack allows everything in the other tests; its evaluation of policies is used here. The escalations are from the
lists of Rhino Security Labs, Bishop Fox and pathfinding.cloud.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

from local.config import ROOT
from ops.tool_environments import tool_environment
from tests.deploy.terraform import Terraform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TERRAFORM = ROOT / "terraform"
REGION, ACCOUNT = "eu-west-1", "123456789012"
IAM = f"arn:aws:iam::{ACCOUNT}"
LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"
API = f"arn:aws:apigateway:{REGION}::"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table"
BOUNDARY = f"{IAM}:policy/ecommerce-pipeline-boundary"
STATES = f"arn:aws:s3:::ecommerce-terraform-state-{ACCOUNT}"

type Context = Mapping[str, str | Sequence[str]]


# --- evaluation


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class Policies:
    """Statements that apply together: those of a role, or of a boundary."""

    statements: Sequence[Mapping[str, Any]]

    def allow(self, action: str, resource: str, context: Context) -> bool:
        """Return whether they allow a request."""
        parsed = parse_policy_document({"Version": "2012-10-17", "Statement": self.statements})
        keys = {key.lower(): value for key, value in context.items()}
        request = EvalContext(IAM, "AssumedRole", ACCOUNT, action, resource, REGION, service_context=keys)
        return bool(evaluate(request, [parsed]).decision == "Allow")


# --- the policies, as terraform test renders them


@dataclass(frozen=True, slots=True)
class Rendered:
    """The resources of a root or module after a test that applies it to a mocked provider."""

    resources: Sequence[Mapping[str, Any]]

    def of(self, kind: str, name: str | None = None) -> Iterator[Mapping[str, Any]]:
        return (each for each in self.resources if each["type"] == kind and name in {None, each["name"]})

    def role(self, name: str) -> Policies:
        """Return the policies of a role of the pipeline."""
        kept = (each for each in self.of("aws_iam_policy", "pipeline") if each["index"].split()[0] == name)
        return Policies([row for each in kept for row in json.loads(each["values"]["policy"])["Statement"]])

    def boundary(self, stage: str) -> Policies:
        (found,) = (each for each in self.of("aws_iam_policy", "boundary") if each["index"] == stage)
        return Policies(json.loads(found["values"]["policy"])["Statement"])

    def documents(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Yield each policy document: its address, its attribute and its content."""
        for each in self.resources:
            for name, value in each["values"].items():
                if isinstance(value, str) and value.startswith("{") and '"Statement"' in value:
                    yield each["address"], name, json.loads(value)


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _resources(child)


@pytest.fixture(scope="module")
def render(tmp_path_factory: pytest.TempPathFactory) -> Any:
    @cache
    def rendered(folder: str, test: str) -> Rendered:
        data = tmp_path_factory.mktemp("data")
        terraform = Terraform(TERRAFORM / folder, environment={"TF_DATA_DIR": str(data)})
        terraform.init("-backend=false")
        _, output = terraform.run("test", f"-filter=tests/{test}.tftest.hcl", "-json", "-verbose")
        (state,) = (json.loads(line) for line in output.splitlines() if '"type":"test_state"' in line)
        return Rendered(list(_resources(state["test_state"]["root_module"])))

    return rendered


@pytest.fixture(scope="module")
def bootstrap(render: Any) -> Rendered:
    found: Rendered = render("bootstrap", "one_account")
    return found


@pytest.fixture(scope="module")
def shop(render: Any) -> Rendered:
    found: Rendered = render("shop", "policies")
    return found


# --- roles of the pipeline, with all stages in one account

OWN, OTHER = {"aws:ResourceTag/Stage": "dev"}, {"aws:ResourceTag/Stage": "prod"}
NEW = {"aws:RequestTag/Stage": "dev", "aws:TagKeys": ["ManagedBy", "Project", "Stage"]}
BOUND = {"iam:PermissionsBoundary": f"{BOUNDARY}-dev"}
TO_LAMBDA = {"iam:PassedToService": "lambda.amazonaws.com"}
ADMIN = {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}
ROLE, PIPELINE, USER = f"{IAM}:role/ecommerce-dev-cart-get", f"{IAM}:role/ecommerce-pipeline", f"{IAM}:user/ada"
PROVIDER = f"{IAM}:oidc-provider/token.actions.githubusercontent.com"
ITEMS = {"dynamodb:LeadingKeys": ["USER#1"]}


@dataclass(frozen=True, slots=True)
class Request:
    """A request to AWS of a role of the pipeline."""

    role: str
    action: str
    resource: str
    context: Context = field(default_factory=dict)

    def __str__(self) -> str:
        context = " ".join(f"{key}={value}" for key, value in self.context.items())
        return f"{self.role} {self.action} {self.resource.rpartition('::')[2]} {context}".strip()


def of(role: str, *requests: tuple[str, str] | tuple[str, str, Context]) -> list[Request]:
    return [Request(role, *request) for request in requests]


ESCALATIONS = [
    # A more powerful role, or more power for a role
    *of(
        "deploy-dev",
        ("iam:CreateRole", ROLE),
        ("iam:CreateRole", ROLE, ADMIN),
        ("iam:CreateRole", ROLE, {"iam:PermissionsBoundary": f"{BOUNDARY}-prod"}),
        ("iam:CreateRole", f"{IAM}:role/admin", BOUND),
        ("iam:CreateRole", f"{IAM}:role/ecommerce-prod-cart-get", BOUND),
        ("iam:PutRolePolicy", ROLE),
        ("iam:PutRolePolicy", ROLE, ADMIN),
        ("iam:PutRolePolicy", f"{IAM}:role/ecommerce-prod-cart-get", BOUND),
        ("iam:AttachRolePolicy", ROLE),
        ("iam:AttachRolePolicy", ROLE, {**BOUND, "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("iam:UpdateAssumeRolePolicy", ROLE),
        ("iam:UpdateAssumeRolePolicy", f"{IAM}:role/ecommerce-prod-cart-get"),
        ("iam:UpdateAssumeRolePolicy", f"{PIPELINE}-deploy-prod"),
        ("iam:DeleteRolePolicy", ROLE),
        ("iam:DetachRolePolicy", ROLE),
    ),
    # The boundary
    *of(
        "deploy-dev",
        ("iam:PutRolePermissionsBoundary", ROLE, ADMIN),
        ("iam:PutRolePermissionsBoundary", f"{PIPELINE}-deploy-dev", BOUND),
        ("iam:DeleteRolePermissionsBoundary", ROLE, BOUND),
        *((f"iam:{action}", f"{BOUNDARY}-dev") for action in ("CreatePolicyVersion", "SetDefaultPolicyVersion")),
        *((f"iam:{action}", f"{BOUNDARY}-dev") for action in ("DeletePolicy", "DeletePolicyVersion")),
    ),
    # Its own role and policies, the other roles of the pipeline, and the identity provider that they trust
    *of(
        "deploy-dev",
        *((f"iam:{action}RolePolicy", f"{PIPELINE}-deploy-dev") for action in ("Put", "Attach", "Delete", "Detach")),
        ("iam:CreatePolicyVersion", f"{IAM}:policy/ecommerce-pipeline-deploy-dev-functions"),
        ("iam:CreatePolicy", f"{IAM}:policy/mine"),
        ("iam:DeletePolicy", f"{IAM}:policy/ecommerce-pipeline-deploy-dev-guard"),
        ("iam:UpdateRole", f"{PIPELINE}-deploy-prod"),
        ("iam:TagRole", f"{PIPELINE}-deploy-dev"),
        *((f"iam:{action}OpenIDConnectProvider", PROVIDER) for action in ("Create", "Delete", "Tag")),
        ("iam:AddClientIDToOpenIDConnectProvider", PROVIDER),
        ("iam:UpdateOpenIDConnectProviderThumbprint", PROVIDER),
        ("iam:CreateSAMLProvider", f"{IAM}:saml-provider/mine"),
        ("sts:AssumeRole", f"{PIPELINE}-deploy-prod"),
    ),
    # Users and groups
    *of(
        "deploy-dev",
        *((f"iam:{action}User", USER) for action in ("Create", "Update")),
        *((f"iam:{action}UserPolicy", USER) for action in ("Put", "Attach")),
        *((f"iam:{action}", USER) for action in ("CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile")),
        *((f"iam:{action}", USER) for action in ("DeleteUserPermissionsBoundary", "DeactivateMFADevice")),
        *((f"iam:{action}", f"{IAM}:group/admins") for action in ("AddUserToGroup", "PutGroupPolicy")),
        ("iam:AttachGroupPolicy", f"{IAM}:group/admins"),
        ("iam:CreateServiceSpecificCredential", USER),
    ),
    # A role passed to a service, and services that run code with a role
    *of(
        "deploy-dev",
        *(("iam:PassRole", f"{PIPELINE}-{role}", TO_LAMBDA) for role in ("deploy-dev", "deploy-prod", "image")),
        ("iam:PassRole", f"{IAM}:role/ecommerce-prod-cart-get", TO_LAMBDA),
        ("iam:PassRole", f"{IAM}:role/admin", TO_LAMBDA),
        *(
            ("iam:PassRole", ROLE, {"iam:PassedToService": f"{service}.amazonaws.com"})
            for service in ("ec2", "ecs-tasks", "cloudformation", "codebuild", "glue", "sagemaker", "ssm", "states")
        ),
        ("iam:CreateServiceLinkedRole", f"{IAM}:role/aws-service-role/x", {"iam:AWSServiceName": "ecs.amazonaws.com"}),
        ("iam:AddRoleToInstanceProfile", f"{IAM}:instance-profile/mine"),
        *((action, "*") for action in ("ec2:RunInstances", "cloudformation:CreateStack", "glue:CreateDevEndpoint")),
        *((action, "*") for action in ("codebuild:CreateProject", "sagemaker:CreateNotebookInstance")),
        *((action, "*") for action in ("ecs:RunTask", "ssm:SendCommand", "states:CreateStateMachine")),
        *((action, "*") for action in ("datapipeline:CreatePipeline", "bedrock-agentcore:CreateCodeInterpreter")),
        ("lambda:AddLayerVersionPermission", f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:mine:1"),
    ),
    # The other stage: functions, APIs, data, keys, alarms, state
    *of(
        "deploy-dev",
        *((f"lambda:UpdateFunction{part}", f"{LAMBDA}:ecommerce-prod-cart-get") for part in ("Code", "Configuration")),
        *((f"lambda:{action}", f"{LAMBDA}:ecommerce-prod-cart-get") for action in ("AddPermission", "UpdateAlias")),
        ("lambda:InvokeFunction", f"{LAMBDA}:ecommerce-prod-auth-rotate-jwt-secret"),
        ("lambda:UpdateEventSourceMapping", "*", {"lambda:FunctionArn": f"{LAMBDA}:ecommerce-prod-order-changes"}),
        *((f"apigateway:{verb}", f"{API}/restapis/a1b2c3", OTHER) for verb in ("PATCH", "PUT", "DELETE")),
        ("apigateway:POST", f"{API}/restapis/a1b2c3/deployments", OTHER),
        ("apigateway:PATCH", f"{API}/restapis/a1b2c3/stages/prod", OTHER),
        ("apigateway:PATCH", f"{API}/usageplans/p1", OTHER),
        ("apigateway:DELETE", f"{API}/tags/x", {"aws:TagKeys": ["Stage"]}),
        ("apigateway:PUT", f"{API}/tags/x", {**OTHER, **NEW}),
        ("dynamodb:DeleteTable", f"{TABLE}/ecommerce-prod"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::ecommerce-prod-assets-1"),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:ecommerce/prod/payment/api-key-x",
        ),
        *((f"kms:{action}", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1", OTHER) for action in ("PutKeyPolicy", "Decrypt")),
        *(
            (f"kms:{action}", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1", OTHER)
            for action in ("CreateGrant", "UntagResource")
        ),
        ("kms:TagResource", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1", {**OTHER, **NEW}),
        ("cloudfront:UpdateDistribution", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1", OTHER),
        ("cloudfront:UpdateFunction", f"arn:aws:cloudfront::{ACCOUNT}:function/ecommerce-prod-pages"),
        *(
            (f"ec2:{action}", f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/vpc-1", OTHER)
            for action in ("DeleteVpc", "CreateTags")
        ),
        ("ses:DeleteEmailIdentity", f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/shop.example.com", OTHER),
        ("acm:DeleteCertificate", f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/1", OTHER),
        ("sns:Publish", f"arn:aws:sns:{REGION}:{ACCOUNT}:ecommerce-prod-alarms-page"),
        ("events:PutTargets", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/ecommerce-prod-order-settle"),
        ("logs:DeleteLogGroup", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/ecommerce-prod-cart-get"),
        ("cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:ecommerce-prod-lambda-errors"),
        *((f"s3:{verb}Object", f"{STATES}/prod/terraform.tfstate") for verb in ("Get", "Put")),
        ("s3:PutObject", f"{STATES}/prod/releases.json"),
    ),
    # The account: state bucket, images, records, other zones
    *of(
        "deploy-dev",
        *((f"s3:{action}", STATES) for action in ("PutBucketPolicy", "DeleteBucket")),
        *(
            (f"ecr:{action}", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/ecommerce")
            for action in ("PutImage", "SetRepositoryPolicy")
        ),
        *(
            (action, "*")
            for action in ("cloudtrail:StopLogging", "guardduty:DeleteDetector", "organizations:LeaveOrganization")
        ),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z9999999999"),
    ),
    # Data of customers
    *of(
        "deploy-prod",
        *((f"dynamodb:{verb}Item", f"{TABLE}/ecommerce-prod", ITEMS) for verb in ("Get", "Put", "Update", "Delete")),
        ("dynamodb:ExportTableToPointInTime", f"{TABLE}/ecommerce-prod"),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:ecommerce/prod/jwt/secret-x",
        ),
        ("lambda:InvokeFunction", f"{LAMBDA}:ecommerce-prod-payment-process"),
        ("lambda:InvokeFunction", f"{LAMBDA}:ecommerce-prod-payment-process:live"),
    ),
    # Production's test role writes nothing and reads no other key
    *of(
        "test-prod",
        *(
            (f"dynamodb:{action}", f"{TABLE}/ecommerce-prod", ITEMS)
            for action in ("PutItem", "UpdateItem", "BatchWriteItem")
        ),
        *(
            (f"dynamodb:{action}", f"{TABLE}/ecommerce-prod", ITEMS)
            for action in ("Scan", "PartiQLInsert", "PartiQLUpdate")
        ),
        ("dynamodb:GetItem", f"{TABLE}/ecommerce-prod", {"dynamodb:LeadingKeys": ["EMAIL#ada@example.com"]}),
        ("dynamodb:DeleteItem", f"{TABLE}/ecommerce-prod", {"dynamodb:LeadingKeys": ["PRODUCT#1"]}),
        ("dynamodb:Query", f"{TABLE}/ecommerce-prod/index/GSI1", ITEMS),
        ("apigateway:POST", f"{API}/apikeys", {"aws:RequestTag/Stage": "prod"}),
    ),
    *of(
        "test-dev",
        ("dynamodb:UpdateItem", f"{TABLE}/ecommerce-prod", ITEMS),
        ("apigateway:DELETE", f"{API}/apikeys/k", OTHER),
    ),
    # A pull request reads no secret, no key and no other state; a plan changes nothing
    *of(
        "preview-prod",
        *((f"s3:{verb}Object", f"{STATES}/prod/terraform.tfstate") for verb in ("Put", "Delete")),
        ("s3:GetObject", f"{STATES}/prod/releases.json"),
        ("s3:GetObject", f"{STATES}/dev/terraform.tfstate"),
        ("lambda:GetFunctionConfiguration", f"{LAMBDA}:ecommerce-prod-cart-get"),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:ecommerce/prod/payment/api-key-x",
        ),
        ("kms:Decrypt", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1", OTHER),
    ),
    *of(
        "plan-prod",
        ("s3:PutObject", f"{STATES}/prod/terraform.tfstate"),
        ("s3:GetObject", f"{STATES}/prod/releases.json"),
        ("lambda:UpdateFunctionCode", f"{LAMBDA}:ecommerce-prod-cart-get"),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:ecommerce/prod/jwt/secret-x",
        ),
    ),
    *of(
        "image",
        ("lambda:UpdateFunctionCode", f"{LAMBDA}:ecommerce-dev-cart-get"),
        ("ecr:BatchDeleteImage", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/ecommerce"),
        ("ecr:PutImageTagMutability", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/ecommerce"),
        ("iam:CreateRole", ROLE, BOUND),
    ),
]

NEEDED = [
    *of(
        "deploy-dev",
        *((f"iam:{action}", ROLE, BOUND) for action in ("CreateRole", "PutRolePolicy", "DeleteRolePolicy")),
        ("iam:PutRolePermissionsBoundary", ROLE, BOUND),
        *((f"iam:{action}", ROLE) for action in ("GetRole", "TagRole", "DeleteRole", "ListRolePolicies")),
        *(
            ("iam:PassRole", ROLE, {"iam:PassedToService": f"{service}.amazonaws.com"})
            for service in ("lambda", "apigateway")
        ),
        (
            "iam:CreateServiceLinkedRole",
            f"{IAM}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
            {"iam:AWSServiceName": "ops.apigateway.amazonaws.com"},
        ),
        ("lambda:CreateFunction", f"{LAMBDA}:ecommerce-dev-cart-get", NEW),
        ("lambda:UpdateFunctionCode", f"{LAMBDA}:ecommerce-dev-cart-get", OWN),
        ("lambda:InvokeFunction", f"{LAMBDA}:ecommerce-dev-cart-get:42"),
        ("lambda:UpdateFunctionCode", f"{LAMBDA}:ecommerce-dev-cart-get"),
        ("lambda:CreateEventSourceMapping", "*", {"lambda:FunctionArn": f"{LAMBDA}:ecommerce-dev-order-changes:live"}),
        ("apigateway:POST", f"{API}/restapis", NEW),
        ("apigateway:PUT", f"{API}/tags/x", NEW),
        ("apigateway:DELETE", f"{API}/tags/x", {**OWN, "aws:TagKeys": ["Owner"]}),
        *((f"apigateway:{verb}", f"{API}/restapis/a1b2c3", OWN) for verb in ("GET", "PATCH", "PUT", "DELETE")),
        ("apigateway:POST", f"{API}/restapis/a1b2c3/deployments"),
        ("dynamodb:CreateTable", f"{TABLE}/ecommerce-dev", NEW),
        ("kms:CreateKey", "*", NEW),
        ("kms:PutKeyPolicy", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1", OWN),
        ("cloudfront:CreateOriginAccessControl", "*"),
        ("cloudfront:UpdateDistribution", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1", OWN),
        ("cloudfront:CreateFunction", f"arn:aws:cloudfront::{ACCOUNT}:function/ecommerce-dev-pages"),
        ("ec2:CreateVpc", "*", {**NEW, "aws:RequestedRegion": REGION}),
        ("ses:CreateEmailIdentity", "*", {**NEW, "aws:RequestedRegion": REGION}),
        # The zone of another stage
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ", OTHER),
        ("ecr:BatchGetImage", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/ecommerce"),
        ("sns:Publish", f"arn:aws:sns:{REGION}:{ACCOUNT}:ecommerce-dev-alarms-page", OWN),
        *((f"s3:{verb}Object", f"{STATES}/dev/terraform.tfstate") for verb in ("Get", "Put")),
        ("s3:DeleteObject", f"{STATES}/dev/terraform.tfstate.tflock"),
        ("s3:PutObject", f"{STATES}/dev/releases.json"),
    ),
    *of(
        "test-prod",
        *((f"dynamodb:{action}", f"{TABLE}/ecommerce-prod", ITEMS) for action in ("GetItem", "Query", "DeleteItem")),
        (
            "dynamodb:GetItem",
            f"{TABLE}/ecommerce-prod",
            {"dynamodb:LeadingKeys": ["EMAIL#success+e2e-ci-1-0123456789abcdef@simulator.amazonses.com"]},
        ),
    ),
    *of(
        "test-dev", *((f"dynamodb:{verb}Item", f"{TABLE}/ecommerce-dev", ITEMS) for verb in ("Get", "Update", "Delete"))
    ),
    *of("preview-prod", ("s3:GetObject", f"{STATES}/prod/terraform.tfstate"), ("cloudfront:GetCachePolicy", "*")),
    *of(
        "plan-prod",
        ("s3:GetObject", f"{STATES}/prod/terraform.tfstate"),
        ("lambda:GetFunctionConfiguration", f"{LAMBDA}:ecommerce-prod-cart-get"),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:ecommerce/prod/payment/api-key-x",
        ),
    ),
    *of("image", ("ecr:PutImage", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/ecommerce")),
]


@pytest.mark.parametrize("request_", ESCALATIONS, ids=str)
def test_escalation_is_denied(bootstrap: Rendered, request_: Request) -> None:
    assert not bootstrap.role(request_.role).allow(request_.action, request_.resource, request_.context)


@pytest.mark.parametrize("request_", NEEDED, ids=str)
def test_the_pipeline_may_do_what_it_needs(bootstrap: Rendered, request_: Request) -> None:
    assert bootstrap.role(request_.role).allow(request_.action, request_.resource, request_.context)


# --- roles of a stage


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:CreateUser", USER),
        ("iam:PassRole", ROLE),
        ("sts:AssumeRole", f"{PIPELINE}-deploy-prod"),
        ("lambda:UpdateFunctionCode", f"{LAMBDA}:ecommerce-dev-cart-get"),
        ("lambda:InvokeFunction", f"{LAMBDA}:ecommerce-prod-payment-process"),
        ("dynamodb:GetItem", f"{TABLE}/ecommerce-prod"),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:ecommerce/prod/jwt/secret-x",
        ),
        ("kms:Decrypt", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"),
        ("s3:GetObject", f"{STATES}/dev/terraform.tfstate"),
        ("apigateway:PATCH", f"{API}/restapis/a1b2c3"),
    ],
)
def test_a_role_with_every_permission_stays_within_the_boundary(
    bootstrap: Rendered, action: str, resource: str
) -> None:
    assert not bootstrap.boundary("dev").allow(action, resource, {})


def test_the_boundary_allows_every_permission_of_a_stage(bootstrap: Rendered, shop: Rendered) -> None:
    boundary = bootstrap.boundary("prod")
    documents = [json.loads(each["values"]["policy"]) for each in shop.of("aws_iam_role_policy")]
    statements = [each for document in documents for each in document["Statement"] if each["Effect"] == "Allow"]

    beyond = {
        (action, resource)
        for statement in statements
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
        if not boundary.allow(action, resource, _satisfied(statement))
    }

    assert len(statements) > len(documents) > 0
    assert beyond == set()


def _satisfied(statement: Mapping[str, Any]) -> Context:
    conditions = statement.get("Condition", {}).values()
    return {key: as_list(values)[0] for keys in conditions for key, values in keys.items()}


@pytest.mark.parametrize("action", ["dynamodb:DeleteItem", "dynamodb:UpdateItem"])
def test_no_function_changes_or_deletes_an_entry_of_the_audit(shop: Rendered, action: str) -> None:
    table = f"{TABLE}/ecommerce-prod"
    roles = [Policies(json.loads(each["values"]["policy"])["Statement"]) for each in shop.of("aws_iam_role_policy")]

    assert any(role.allow(action, table, ITEMS) for role in roles)
    assert not any(role.allow(action, table, {"dynamodb:LeadingKeys": ["AUDIT#user:1"]}) for role in roles)


def test_every_role_of_a_stage_has_its_boundary(shop: Rendered) -> None:
    roles = {each["address"]: each["values"]["permissions_boundary"] for each in shop.of("aws_iam_role")}

    assert set(roles.values()) == {f"{BOUNDARY}-prod"}, roles


SOURCES = ("aws:sourceaccount", "aws:sourcearn", "kms:encryptioncontext:aws:logs:arn")


def test_services_are_trusted_for_this_account_only(bootstrap: Rendered, shop: Rendered) -> None:
    trusts = {
        f"{address} {name} {statement['Principal']['Service']}": str(statement.get("Condition", {})).lower()
        for address, name, document in (*bootstrap.documents(), *shop.documents())
        for statement in document["Statement"]
        if statement["Effect"] == "Allow" and "Service" in statement.get("Principal", ())
    }
    permissions = {each["address"]: each["values"]["source_arn"] for each in shop.of("aws_lambda_permission")}

    assert trusts
    assert [trust for trust, conditions in trusts.items() if not any(key in conditions for key in SOURCES)] == []
    assert permissions
    assert [address for address, source in permissions.items() if not source] == []


# --- lint

# Findings of parliament, each with the reason why it stands.
EXPLAINED = {
    r"MISMATCHED_TYPE .*ArnLike": "an encryption context holds its ARN as a string",
    r"MISMATCHED_TYPE_BUT_USABLE .*given Arn": "a boundary is compared as a whole, without wildcards",
    r"RESOURCE_MISMATCH .*(kms:\w+Alias|wafv2:\w+WebACL)": "the action needs two resources: a statement has each",
    r"RESOURCE_POLICY_PRIVILEGE_ESCALATION .*ecommerce-": "a deploy role owns its stage's buckets",
    r"UNKNOWN_CONDITION_FOR_ACTION .*lambda:SourceFunctionArn": "Lambda sends it with each request of a function",
    r"RESOURCE_STAR ": "these resources have an ID and no name: conditions and the guard restrict them",
}


def test_lint_finds_only_what_is_explained(bootstrap: Rendered, shop: Rendered, tmp_path: Path) -> None:
    # Given every policy of an identity: parliament doesn't know those of resources
    for number, (_, _, document) in enumerate((*bootstrap.documents(), *shop.documents())):
        if not any("Principal" in statement for statement in document["Statement"]):
            (tmp_path / f"{number}.json").write_text(json.dumps(document))
    python = tool_environment(ROOT / ".cache" / "policy-lint", Path(__file__).with_name("policy-lint.txt"))

    # -W, because parliament imports the deprecated pkg_resources
    command = [str(python), "-W", "ignore", "-m", "parliament.cli", f"--directory={tmp_path}", "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    findings = {f"{each['issue']} {each['detail']}" for each in map(json.loads, ended.stdout.splitlines())}
    assert ended.stderr == ""
    assert [each for each in sorted(findings) if not any(re.match(known, each) for known in EXPLAINED)] == []
    assert [known for known in EXPLAINED if not any(re.match(known, each) for each in findings)] == []
